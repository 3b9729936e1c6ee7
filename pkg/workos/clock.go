package workos

import (
	"net/http"
	"time"
)

// maxSkew is how far apart two clocks may be before somebody should know. The
// Date of an answer is in whole seconds, and the answer takes a moment.
const maxSkew = 2 * time.Minute

// compareClocks compares this machine's clock with the Date of an answer.
//
// https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
func (c *Client) compareClocks(host string, header http.Header) {
	date, err := http.ParseTime(header.Get("Date"))
	if err != nil || c.Skewed == nil {
		return
	}
	if ahead := c.now().Round(0).Sub(date); ahead.Abs() > maxSkew {
		c.Skewed(host, ahead)
	}
}
