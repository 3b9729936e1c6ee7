package source

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

func TestExpiry(t *testing.T) {
	t.Parallel()
	number := func(text string) value { return value{kind: jsontext.KindNumber, text: text} }
	str := func(text string) value { return value{kind: jsontext.KindString, text: text} }
	never := time.Time{}
	at := time.Date(2026, 11, 23, 16, 18, 58, 89e6, time.UTC)
	tests := []struct {
		name  string
		value value
		want  time.Time
		err   bool
	}{
		{"absent", value{}, never, false},
		{"empty string", str(""), never, false},
		{"zero", number("0"), never, false},
		{"zero in a string", str("0"), never, false},
		{"zero with a fraction", number("0.0e3"), never, false},
		{"milliseconds", number("1795450738089"), at, false},
		{"milliseconds in a string", str("1795450738089"), at, false},
		{"seconds", number("1795450738"), at.Truncate(time.Second), false},
		{"seconds with a fraction", number("1795450738.089"), at, false},
		{"seconds with an exponent", number("1.795450738089e9"), at, false},
		{"the largest number of seconds", number("99999999999"), time.Unix(99999999999, 0), false},
		{"the smallest number of milliseconds", number("100000000000"), time.Unix(100000000, 0), false},
		{"RFC 3339", str("2026-11-23T16:18:58.089Z"), at, false},
		{"RFC 3339 with an offset", str("2026-11-23T17:18:58.089+01:00"), at, false},
		{"RFC 3339 in lower case", str("2026-11-23t16:18:58.089z"), at, false},
		{"a leap second", str("2016-12-31T23:59:60Z"), time.Date(2017, 1, 1, 0, 0, 0, 0, time.UTC), false},
		{"RFC 3339 with an offset to the west", str("2026-11-23T12:48:58.089-03:30"), at, false},
		{"ten digits of a second", str("2026-11-23T16:18:58.0890000009Z"), at, false},
		{"one digit of a second", str("2026-11-23T16:18:58.5Z"), at.Truncate(time.Second).Add(time.Second / 2), false},
		{"a leap day", str("2024-02-29T00:00:00Z"), time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), false},
		{"after the last year", str("9999-12-31T23:59:59-00:01"), never, false},
		{"before the first year", str("0000-12-31T00:00:00Z"), time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), false},
		{"no leap day", str("2026-02-29T00:00:00Z"), never, true},
		{"no month", str("2026-00-23T16:18:58Z"), never, true},
		{"no day", str("2026-11-00T16:18:58Z"), never, true},
		{"an hour too late", str("2026-11-23T24:00:00Z"), never, true},
		{"a minute too late", str("2026-11-23T16:60:00Z"), never, true},
		{"a second too late", str("2026-11-23T16:18:61Z"), never, true},
		{"an offset of a day", str("2026-11-23T16:18:58+24:00"), never, true},
		{"a point and no fraction", str("2026-11-23T16:18:58.Z"), never, true},
		{"no offset", str("2026-11-23T16:18:58"), never, true},
		{"text after it", str("2026-11-23T16:18:58Z "), never, true},
		{"a space for the T", str("2026-11-23 16:18:58Z"), never, true},
		{"an hour of one digit", str("2026-11-23T6:18:58Z"), never, true},
		{"a fraction after a comma", str("2026-11-23T16:18:58,5Z"), never, true},
		{"OpenCode's never", number("9007199254740991"), never, false},
		{"the last date", number("253402300799999"), time.UnixMilli(253402300799999), false},
		{"after the last date", number("253402300800000"), never, false},
		{"no float64", number("1e999"), never, false},
		{"before 1970", number("-1"), time.Unix(-1, 0), false},
		{"long ago", number("-1e999"), time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC), false},
		{"true", value{kind: jsontext.KindTrue}, never, true},
		{"object", value{kind: jsontext.KindBeginObject}, never, true},
		{"array", value{kind: jsontext.KindBeginArray}, never, true},
		{"word", str("never"), never, true},
		{"infinity", str("inf"), never, true},
		{"NaN", str("NaN"), never, true},
		{"hexadecimal", str("0x10"), never, true},
		{"with underscores", str("1_000"), never, true},
		{"leading plus", str("+1795450738"), never, true},
		{"date alone", str("2026-11-23"), never, true},
		{"no such date", str("2026-02-30T00:00:00Z"), never, true},
		{"too long", value{kind: jsontext.KindString, text: "1", long: true}, never, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := expiry(tt.value)
			if err == nil && !got.Equal(tt.want) || (err != nil) != tt.err {
				t.Errorf("got %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

// FuzzExpiry compares with packages strconv and time. Whatever a file has, the
// time can be written as RFC 3339 in UTC.
func FuzzExpiry(f *testing.F) {
	for _, seed := range []string{"1795450738089", "2026-11-23T16:18:58Z", "", "0", "1e400", "nan", "-5", "9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00+23:59", "2016-12-31T23:59:60Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := expiry(value{kind: jsontext.KindString, text: text})
		if err != nil {
			if _, err := time.Parse(time.RFC3339, text); err == nil && len(text) > 19 && text[19] != ',' && text[12] != ':' && !strings.HasSuffix(text[:len(text)-3], "24") {
				t.Errorf("%q is no time", text)
			}
			return
		}
		if year := at.UTC().Year(); year < 1 || year > 9999 {
			t.Errorf("%q gives %v", text, at.UTC())
		}
		if number, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(number) >= 1e11 && math.Abs(number) < 6e13 {
			if at.UnixMilli() != int64(number) {
				t.Errorf("%q gives %v", text, at)
			}
		} else if date, err := time.Parse(time.RFC3339, text); err == nil && date.UTC().Year() > 0 && date.UTC().Year() < 10000 && !at.Equal(date) {
			t.Errorf("%q gives %v, want %v", text, at, date)
		}
	})
}
