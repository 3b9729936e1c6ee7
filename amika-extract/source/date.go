package source

import (
	"strings"
	"time"
)

// A dateScanner reads a date and time from left to right. wrong is set by whatever
// does not match, and what follows it means nothing.
type dateScanner struct {
	rest  string
	wrong bool
}

// number reads a number of so many digits.
func (s *dateScanner) number(digits, most int) int {
	n := 0
	for range digits {
		if s.rest == "" || s.rest[0] < '0' || s.rest[0] > '9' {
			s.wrong = true
			return 0
		}
		n = 10*n + int(s.rest[0]-'0')
		s.rest = s.rest[1:]
	}
	s.wrong = s.wrong || n > most
	return n
}

// skip reads one of these characters, and returns it.
func (s *dateScanner) skip(characters string) byte {
	if s.rest == "" || strings.IndexByte(characters, s.rest[0]) < 0 {
		s.wrong = true
		return 0
	}
	was := s.rest[0]
	s.rest = s.rest[1:]
	return was
}

// clock reads HH:MM:SS.
func (s *dateScanner) clock(lastSecond int) (hour, minute, second int) {
	hour, minute = s.hours()
	s.skip(":")
	return hour, minute, s.number(2, lastSecond)
}

// hours reads HH:MM.
func (s *dateScanner) hours() (hour, minute int) {
	hour = s.number(2, 23)
	s.skip(":")
	return hour, s.number(2, 59)
}

// fraction reads the fraction of a second, if there is one, in nanoseconds.
func (s *dateScanner) fraction() int {
	if s.rest == "" || s.rest[0] != '.' {
		return 0
	}
	s.rest = s.rest[1:]
	n, digits := 0, 0
	for s.rest != "" && s.rest[0] >= '0' && s.rest[0] <= '9' {
		if digits++; digits <= 9 {
			n = 10*n + int(s.rest[0]-'0')
		}
		s.rest = s.rest[1:]
	}
	s.wrong = s.wrong || digits == 0
	for ; digits < 9; digits++ {
		n *= 10
	}
	return n
}

// offset reads by how much the clock is ahead of UTC.
func (s *dateScanner) offset() time.Duration {
	sign := s.skip("Zz+-")
	if sign == 'Z' || sign == 'z' {
		return 0
	}
	hour, minute := s.hours()
	offset := time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	if sign == '-' {
		return -offset
	}
	return offset
}
