package main

import "testing"

func TestEscape(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`plain`, `plain`},
		{`C:\new\fB\*[x]\n(.k`, `C:\enew\efB\e*[x]\en(.k`},
		{`--no-oauth`, `\-\-no\-oauth`},
		{`'it's'`, `\(aqit\(aqs\(aq`},
		{`"$(x)"`, `\(dq$(x)\(dq`},
		{"`^~", `\(ga\(ha\(ti`},
		{"a\tb\nc", `a b c`},
		{"\x1b[31m\x00\x7f\u0085", `\[uFFFD][31m\[uFFFD]\[uFFFD]\[uFFFD]`},
		{"é…😀\xff", `\[u00E9]\[u2026]\[u1F600]\[uFFFD]`},
	}
	for _, tt := range tests {
		if got := escape(tt.text); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// No line of text becomes a request, whatever it begins with and wherever it is
// broken.
func TestLinesAreNoRequests(t *testing.T) {
	t.Parallel()
	const words = "a word that is long enough to fill most of a line of eighty characters, and then"
	tests := []struct{ name, got, want string }{
		{"a dot", whole(escape(".so /etc/passwd")), "\\&.so /etc/passwd\n"},
		{"an apostrophe", whole(escape("'br")), "\\(aqbr\n"},
		{"a dot in bold", whole(bold(".so")), "\\fB.so\\fR\n"},
		{"a dot after a break", flowing(words + " .so /etc/passwd"), words + "\n\\&.so /etc/passwd\n"},
		{"a dot after a sentence", flowing("End. .so x"), "End.\n\\&.so x\n"},
		{"an apostrophe after a line break", flowing("a\n'br"), "a \\(aqbr\n"},
		{"a line break in a fixed line", whole(escape("a\n.so x")), "a .so x\n"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{"-h, --help", `\fB\-h\fR, \fB\-\-help\fR`},
		{"--file FILE|-", `\fB\-\-file\fR \fIFILE\fR|\fB\-\fR`},
		{"tool [-- COMMAND ARG...]", `\fBtool\fR [\fB\-\-\fR \fICOMMAND\fR \fIARG\fR...]`},
		{"P,... \\'", `\fIP\fR,... \e\(aq`},
		{"", ""},
	}
	for _, tt := range tests {
		if got := usage(tt.text); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}
