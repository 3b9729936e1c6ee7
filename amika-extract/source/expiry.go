package source

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

const errNotTime constError = "is not a time"

// expiry returns the time when a session expires, which agents write as RFC 3339
// or as a number of milliseconds or seconds since 1970, possibly in a string. It
// returns the zero time for a session that does not expire: if the value is
// absent, empty or 0, or a number too large for a date, which stands for "never".
func expiry(v value) (time.Time, error) {
	switch {
	case v.kind == 0, v.kind == jsontext.KindString && v.text == "":
		return time.Time{}, nil
	case v.long, v.kind != jsontext.KindString && v.kind != jsontext.KindNumber:
		return time.Time{}, errNotTime
	case v.kind == jsontext.KindNumber || isNumber(v.text):
		return fromEpoch(v.text)
	}
	return fromDate(v.text)
}

// fromDate parses a date and time as RFC 3339 has it: "t" and "z" may be in lower
// case (section 5.6), and a minute may have a leap second (section 5.7).
// [time.Parse] accepts more than that (an hour of one digit, a comma), and takes
// 30 KB of amika-extract.
func fromDate(text string) (time.Time, error) {
	s := dateScanner{rest: text}
	year := s.number(4, 9999)
	s.skip("-")
	month := s.number(2, 12)
	s.skip("-")
	day := s.number(2, 31)
	s.skip("Tt")
	hour, minute, second := s.clock(60)
	nanoseconds := s.fraction()
	offset := s.offset()
	at := time.Date(year, time.Month(month), day, hour, minute, second, nanoseconds, time.UTC)
	midnight := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if s.wrong || s.rest != "" || midnight.Day() != day || midnight.Month() != time.Month(month) {
		return time.Time{}, errNotTime
	}
	at = at.Add(-offset)
	switch year := at.Year(); {
	case year > 9999:
		return time.Time{}, nil // never, as a number that is as large
	case year < 1:
		return time.UnixMilli(firstDate), nil
	}
	return at, nil
}

// The years that RFC 3339 can write, in milliseconds since 1970. The very first
// day is left out, since it has the zero time in it.
const firstDate, lastDate = -62135510400000, 253402300799999

// fromEpoch converts a number of milliseconds, or of seconds if it is below 10^11
// (as milliseconds that would be in 1973).
func fromEpoch(number string) (time.Time, error) {
	n, err := strconv.ParseFloat(number, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return time.Time{}, errNotTime
	}
	if math.Abs(n) < 1e11 {
		n *= 1000
	}
	if n == 0 || n > lastDate {
		return time.Time{}, nil
	}
	return time.UnixMilli(int64(max(n, firstDate))), nil
}

// isNumber reports whether text is a number as JSON writes it (RFC 8259,
// section 6). [strconv.ParseFloat] accepts more than that: "inf", "0x10".
func isNumber(text string) bool {
	v := jsontext.Value(text)
	return v.Kind() == jsontext.KindNumber && v.IsValid()
}
