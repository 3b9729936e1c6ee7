package workos

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// FuzzRetryAfter reads Retry-After as strconv and net/http do, within the limits.
func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"5", " 5 ", "-1", "1e9", "1e999", "NaN", "0x1p4", "Thu, 01 Jan 1970 00:10:00 GMT", "Monday, 02-Jan-06 15:04:05 MST", ""} {
		f.Add(value)
	}
	now := time.Unix(300, 0)
	f.Fuzz(func(t *testing.T, value string) {
		got := retryAfter(http.Header{"Retry-After": {value}}, now)
		want := time.Duration(0)
		trimmed := strings.TrimSpace(value)
		if seconds, err := strconv.ParseFloat(trimmed, 64); err == nil || math.IsInf(seconds, 0) {
			if seconds > 0 {
				want = time.Duration(min(seconds, maxLife.Seconds()) * float64(time.Second))
			}
		} else if date, err := http.ParseTime(trimmed); err == nil {
			want = min(max(0, date.Sub(now)), maxLife)
		}
		if got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	})
}
