package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestScreen checks that the colours of a terminal become those of the picture,
// and that its text is written out, escaped.
func TestScreen(t *testing.T) {
	t.Parallel()
	got := screen(dark, "a \x1b[32mused\x1b[0m <b>\n\x1b[1;31mX\x1b[m")
	for _, want := range []string{
		`<text x="32" y="29" textLength="32" fill="#3fb950" font-weight="normal">used</text>`,
		`fill="#e6edf3" font-weight="normal"> &lt;b&gt;</text>`,
		`<text x="16" y="48" textLength="8" fill="#ff7b72" font-weight="bold">X</text>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in\n%s", want, got)
		}
	}
}

// TestPicturesAreXML draws each picture, and holds that it can be parsed and that
// no key is in it.
func TestPicturesAreXML(t *testing.T) {
	t.Parallel()
	drawn := 0
	err := run([]string{"DIR"}, func(path, text string) error {
		drawn++
		if strings.Contains(text, "EXAMPLE") {
			t.Errorf("%s shows a key", path)
		}
		for d := xml.NewDecoder(strings.NewReader(text)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
		}
	})
	if err != nil || drawn != 4 {
		t.Errorf("%d pictures, %v", drawn, err)
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	path := t.TempDir() + "/x.svg"
	if err := compare(path, "a"); err == nil {
		t.Error("a missing picture is current")
	}
	if err := write(path, "a"); err != nil {
		t.Fatal(err)
	}
	if err := compare(path, "a"); err != nil {
		t.Error(err)
	}
	if err := compare(path, "b"); err == nil {
		t.Error("another picture is current")
	}
}
