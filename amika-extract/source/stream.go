package source

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"sync/atomic"
	"time"

	"amika.dev/pkg/hint"
	"github.com/go-json-experiment/json/jsontext"
)

// Stream opens the file at path and calls parse with its text, less a byte order
// mark. It reads as [Discovery.Run] does: what is no regular file, or leads out of
// a confined home, is refused; a file that yields nothing for 2 seconds is given
// up, and so is one that takes more than 60. While the file is empty or torn it is
// read again a few times, for a fifth of a second in all, so that parse must start
// anew whenever it is called. After Stream has returned an error, parse may still
// be running.
//
// A missing file is [io/fs.ErrNotExist]. No error holds text of the file.
func (d *Discovery) Stream(ctx context.Context, path string, parse func(io.Reader) error) error {
	s := &stream{discovery: d, path: path}
	begun := time.Now()
	s.progress.Store(begun.UnixNano())
	ended := make(chan error, 1)
	go func() { ended <- s.read(parse) }()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
			s.abandoned.Store(true)
			return context.Cause(ctx)
		case now := <-tick.C:
			switch {
			case now.UnixNano()-s.progress.Load() >= int64(maxStall):
				s.abandoned.Store(true)
				return errStalled
			case now.Sub(begun) >= maxTotal:
				s.abandoned.Store(true)
				return errSlow
			}
		}
	}
}

// A stream is a file that [Discovery.Stream] reads.
type stream struct {
	discovery *Discovery
	path      string
	progress  atomic.Int64 // when a byte was read last, in nanoseconds since 1970
	abandoned atomic.Bool
	file      io.Reader
	err       error // what ended the reading, if not the end of the file
}

// read reads the file, again while it is torn.
func (s *stream) read(parse func(io.Reader) error) error {
	for pause := 10 * time.Millisecond; ; pause *= 2 {
		err := s.readOnce(parse)
		if !isTorn(err) || pause > 80*time.Millisecond {
			return hint.Reason(err)
		}
		time.Sleep(pause)
		s.progress.Store(time.Now().UnixNano())
	}
}

func (s *stream) readOnce(parse func(io.Reader) error) error {
	f, err := s.discovery.Open(s.path)
	if err != nil {
		return err
	}
	defer f.Close()
	s.file, s.err = f, nil
	text := bufio.NewReaderSize(s, 16<<10)
	mark, skipped := []byte("\uFEFF"), 0
	if start, _ := text.Peek(len(mark)); bytes.Equal(start, mark) {
		skipped, _ = text.Discard(len(mark))
	}
	err = parse(text)
	if s.err != nil {
		return s.err
	}
	if err != nil {
		err = withoutText(err, int64(skipped))
	}
	return err
}

// Read reads the file, unless it has been given up.
func (s *stream) Read(p []byte) (int, error) {
	if s.abandoned.Load() {
		s.err = errStalled
		return 0, s.err
	}
	n, err := s.file.Read(p)
	if n > 0 {
		s.progress.Store(time.Now().UnixNano())
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// Errors of a parser given to [Discovery.Stream] for a file that is not one JSON
// object. ErrEmpty and ErrTrailing may be the state of a file that is just being
// written.
const (
	ErrEmpty     = errEmpty
	ErrNotObject = errNotObject
	ErrTrailing  = errTrailing
	ErrTooLong   = errTooLong
)

// Expiry returns the time when a login ends, from the JSON that says so: RFC 3339,
// or milliseconds or seconds since 1970. It is the zero time if it doesn't end.
func Expiry(json jsontext.Value) (time.Time, error) {
	var p parser
	parsed, err := p.parse(bytes.NewReader(append(append([]byte(`{"at":`), json...), '}')), members("at"))
	if err != nil {
		return time.Time{}, errNotTime
	}
	return expiry(parsed.members.get("at"))
}

// CheckKey returns why a text can't be a credential, or nil. An empty text can be
// one.
func CheckKey(text string) error {
	if text == "" {
		return nil
	}
	return checkKey(value{text: text, long: len(text) > maxSecret})
}
