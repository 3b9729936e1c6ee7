package source

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxToken limits a string, a number or a stretch of white space in JSON, in bytes.
const MaxToken = 16 << 20

// ReadObject decodes JSON that is one object: it calls members, which reads all that
// follows the opening brace up to the closing one, which it reads too. Duplicate
// members and invalid UTF-8 are no error: the agents' own parsers accept both, and
// use the last of the duplicates. Claude Code writes lone surrogates.
func ReadObject(dec *jsontext.Decoder, r io.Reader, members func() error) error {
	if _, isBuffer := r.(*bytes.Buffer); !isBuffer { // one is decoded where it is
		r = &bounded{r, dec, 0}
	}
	dec.Reset(r, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	switch kind := dec.PeekKind(); kind {
	case jsontext.KindBeginObject, jsontext.KindInvalid:
	default:
		return ErrNotObject
	}
	if _, err := dec.ReadToken(); err == io.EOF {
		return ErrEmpty
	} else if err != nil {
		return err
	}
	if err := members(); err != nil {
		return err
	}
	switch _, err := dec.ReadToken(); {
	case err == io.EOF:
		return nil
	case err == nil || isSyntax(err):
		return ErrTrailing
	default:
		return err
	}
}

// Errors of [ReadObject]. ErrEmpty and ErrTrailing may be the state of a file that is
// just being written.
const (
	ErrEmpty     constError = "it is empty"
	ErrNotObject constError = "it is not a JSON object"
	ErrTrailing  constError = "something follows the JSON object"
	ErrTooLong   constError = "it holds a string, a number or white space of more than 16 MiB"
)

// A bounded reader feeds a decoder, and stops when the decoder holds on to more than
// a token may have. It reads in small steps, since the decoder keeps all that it is
// given until it has seen the end of a token.
type bounded struct {
	r    io.Reader
	dec  *jsontext.Decoder
	read int64 // bytes
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.read-b.dec.InputOffset() > MaxToken {
		return 0, ErrTooLong
	}
	n, err := b.r.Read(p[:min(len(p), 32<<10)])
	b.read += int64(n)
	return n, err
}

// isSyntax reports whether a file was read but is not JSON.
func isSyntax(err error) bool {
	_, ok := errors.AsType[*jsontext.SyntacticError](err)
	return ok
}
