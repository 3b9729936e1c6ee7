package source

import "io"

// comments blanks the comments in JSON, and commas behind the last member or element, so
// that the parser sees space there and places in the file stay the same.
type comments struct {
	r     io.Reader
	lead  bool // there are only lines of them, before all else
	in    commentState
	slash bool // the last byte was a slash that may begin a comment
	last  byte // the one before
}

type commentState int

const (
	inJSON commentState = iota
	inText
	inEscape
	inLine
	inBlock
	behind // the comments that there may be
)

func (c *comments) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	comma := -1 // behind which there was only space
	for i := range n {
		p[i], c.last = c.next(p[i]), p[i]
		switch {
		case c.in == inText || c.in == behind:
			comma = -1
		case p[i] == ',':
			comma = i
		case comma >= 0 && (p[i] == '}' || p[i] == ']'):
			p[comma] = ' '
		case p[i] > ' ':
			comma = -1
		}
	}
	return n, err
}

// next returns what becomes of a byte.
func (c *comments) next(b byte) byte {
	switch c.in {
	case behind:
	case inEscape:
		c.in = inText
	case inText:
		switch b {
		case '\\':
			c.in = inEscape
		case '"':
			c.in = inJSON
		}
	case inLine:
		if b != '\n' {
			return ' '
		}
		c.in = inJSON
	case inBlock:
		if b == '/' && c.last == '*' && !c.slash {
			c.in = inJSON
		}
		c.slash = false
		return ' '
	default:
		return c.outside(b)
	}
	return b
}

// outside is next for a byte that is neither in a text nor in a comment.
func (c *comments) outside(b byte) byte {
	slash := c.slash
	c.slash = false
	switch {
	case slash && b == '/':
		c.in = inLine
	case slash && b == '*' && !c.lead:
		c.in, c.slash = inBlock, true // its asterisk does not end it
	case slash:
		return '/' // a lone slash stays an error
	case b == '/':
		c.slash = true
	default:
		switch {
		case c.lead && b > ' ':
			c.in = behind
		case b == '"':
			c.in = inText
		}
		return b
	}
	return ' '
}
