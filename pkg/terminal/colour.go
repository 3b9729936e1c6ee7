package terminal

// A Colour is a colour or style of text on a terminal: a parameter of the control
// function SGR (ECMA-48, section 8.3.117).
type Colour string

// The colours in use. Only those of the terminal's theme are: they are readable on
// its background.
const (
	Plain  Colour = ""
	Bold   Colour = "1"
	Faint  Colour = "2"
	Red    Colour = "31"
	Green  Colour = "32"
	Yellow Colour = "33"
)

// Paint returns text in this colour.
func (c Colour) Paint(text string) string {
	if c == Plain || text == "" {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}
