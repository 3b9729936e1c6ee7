package source

import (
	"bytes"
	"io"
)

// comments blanks the lines before a JSON object that begin with "//", so that the
// parser sees space there and places in the file stay the same.
type comments struct {
	r         io.Reader
	in, ended bool // in such a line; behind all of them
	slash     bool // the last byte was the first slash
}

func (c *comments) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	for i := 0; i < n && !c.ended; i++ {
		switch {
		case c.in:
			if p[i] == '\n' {
				c.in = false
			} else {
				p[i] = ' '
			}
		case c.slash && p[i] == '/':
			c.in, c.slash, p[i] = true, false, ' '
		case c.slash:
			c.ended, p[i] = true, '/' // a lone slash stays an error
		case p[i] == '/':
			c.slash, p[i] = true, ' '
		default:
			c.ended = !bytes.ContainsRune([]byte(" \t\r\n"), rune(p[i]))
		}
	}
	return n, err
}
