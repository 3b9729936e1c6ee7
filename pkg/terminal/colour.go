package terminal

// A Colour is how text is shown on a terminal that has colours, as the
// parameter of the control function SGR (ECMA-48, section 8.3.117).
type Colour string

// The colours in use. Those of a terminal's theme are the ones that can be read
// on its background, so there are no others.
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
