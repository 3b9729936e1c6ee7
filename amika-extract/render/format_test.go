package render_test

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"amika.dev/amika-extract/render"
)

func TestFormatNames(t *testing.T) {
	t.Parallel()
	for _, name := range render.Names() {
		if f := render.Named(name); f == nil || f.Name != name {
			t.Errorf("there is no format %s", name)
		}
	}
	for _, name := range []string{"", "SH", "sh ", "bash", "sh|fish"} {
		if render.Named(name) != nil {
			t.Errorf("there is a format %q", name)
		}
	}
}

// readers read each format back as its documentation has it.
func readers() map[string]func(string) (map[string]string, error) {
	return map[string]func(string) (map[string]string, error){
		"powershell": readPowerShell,
		"github":     readGitHub,
		"json": func(text string) (values map[string]string, err error) {
			return values, json.Unmarshal([]byte(text), &values)
		},
	}
}

func TestReadBack(t *testing.T) {
	t.Parallel()
	values := hostile()
	for format, read := range readers() {
		got, err := read(string(written(t, format, values)))
		if err != nil || len(got) != len(values) {
			t.Errorf("%s: got %d values, want %d: %v", format, len(got), len(values), err)
		}
		for i, v := range values {
			if name := fmt.Sprintf("V%d_API_KEY", i); got[name] != v {
				t.Errorf("%s: %s is %q, want %q", format, name, got[name], v)
			}
		}
	}
}

func TestJSONInJQ(t *testing.T) {
	t.Parallel()
	jq, err := exec.LookPath("jq")
	if err != nil {
		t.Skip("not installed")
	}
	values := hostile()
	run := exec.Command(jq, "-r", ".[]")
	run.Stdin = strings.NewReader(string(written(t, "json", values)))
	out, err := run.Output()
	if want := strings.Join(values, "\n") + "\n"; err != nil || string(out) != want {
		t.Errorf("%v: got %.500s", err, out)
	}
}

func FuzzReadBack(f *testing.F) {
	for _, v := range hostile()[:40] {
		f.Add(v)
	}
	f.Add("END_OF_VALUE")
	f.Add("END_OF_VALUE_ END_OF_VALUE__")
	f.Fuzz(func(t *testing.T, value string) {
		if strings.Trim(value, printable()) != "" || value == "" {
			t.Skip("never gets as far as this")
		}
		for format, read := range readers() {
			text, _ := write(format, false, assign("X_API_KEY", value))
			got, err := read(string(text))
			if err != nil || len(got) != 1 || got["X_API_KEY"] != value {
				t.Errorf("%s: %q is read as %q: %v", format, text, got, err)
			}
		}
	})
}

// printable are the characters that a value can have.
func printable() string {
	var b strings.Builder
	for c := byte(0x20); c < 0x7F; c++ {
		b.WriteByte(c)
	}
	return b.String()
}

// readPowerShell reads assignments of single-quoted strings, in which two
// quotes stand for one and nothing else is special (about_Quoting_Rules).
func readPowerShell(text string) (map[string]string, error) {
	values := make(map[string]string)
	for line := range strings.Lines(text) {
		name, quoted, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(line, "$env:"), "\n"), " = ")
		inner := strings.TrimSuffix(strings.TrimPrefix(quoted, "'"), "'")
		if !ok || len(inner) != len(quoted)-2 || strings.Contains(strings.ReplaceAll(inner, "''", ""), "'") {
			return nil, fmt.Errorf("wrong line: %q", line)
		}
		values[name] = strings.ReplaceAll(inner, "''", "'")
	}
	return values, nil
}

// readGitHub reads the file as "Workflow commands: multiline strings" has it:
// NAME<<DELIMITER, lines, and DELIMITER on a line of its own.
func readGitHub(text string) (map[string]string, error) {
	values := make(map[string]string)
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for len(lines) > 0 {
		name, delimiter, ok := strings.Cut(lines[0], "<<")
		lines = lines[1:]
		var value []string
		for len(lines) > 0 && lines[0] != delimiter {
			value = append(value, lines[0])
			lines = lines[1:]
		}
		if !ok || len(lines) == 0 {
			return nil, fmt.Errorf("%s has no end", name)
		}
		lines = lines[1:]
		values[name] = strings.Join(value, "\n")
	}
	return values, nil
}

func TestMasks(t *testing.T) {
	t.Parallel()
	address := assign("X_BASE_URL", "https://example.com")
	address.Public = true
	all := []render.Assignment{assign("X", "a%0Ab"), assign("X", "same"), address, assign("X", "same")}
	if got, want := string(render.Named("github").Masks(all)), "::add-mask::a%250Ab\n::add-mask::same\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
