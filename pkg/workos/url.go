package workos

import (
	"errors"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// ParseURL parses a URL that may be requested or opened: https, or http on a
// loopback address only, without a user name. The error does not repeat text,
// which may hold a password.
func ParseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" || u.Hostname() == "" {
		return nil, errors.New("not a URL such as https://HOST")
	}
	if u.User != nil {
		return nil, errors.New("a URL with a user name or a password is not accepted")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errors.New("it must be an https URL (http on a loopback address only)")
	}
	if n, err := strconv.ParseUint(u.Port(), 10, 16); u.Port() != "" && (err != nil || n == 0) {
		return nil, errors.New("its port is not a number from 1 to 65535")
	}
	return u, nil
}

// maxPage is the length of the longest URL that a person is asked to open, in
// bytes.
const maxPage = 2 << 10

// IsPage reports whether text is the URL of a page that a person can be asked to
// open: whoever sends "javascript:..." means no good.
func IsPage(text string) bool {
	return pageFault(text) == ""
}

// pageFault returns what is wrong with the URL of a page, or "" if nothing is. It
// does not repeat text.
func pageFault(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return "has a space or a control character"
	}
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "":
		return "is not an http or https URL"
	case u.User != nil:
		return "has a user name or a password"
	case len(text) > maxPage:
		return "is longer than 2 KiB"
	}
	return ""
}

// ParseBase is [ParseURL] for a URL that paths are appended to.
func ParseBase(text string) (*url.URL, error) {
	u, err := ParseURL(text)
	if err != nil {
		return nil, err
	}
	if u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#") {
		return nil, errors.New("it must have no query and no fragment")
	}
	return u, nil
}

// loopback reports whether host is this machine by its form alone, without
// asking a name server.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
