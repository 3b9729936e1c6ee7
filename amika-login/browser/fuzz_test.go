package browser

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

// FuzzOpen opens any text as a page, with any text in BROWSER. A program is
// started for a URL alone, and gets it whole, and nothing secret beside it.
func FuzzOpen(f *testing.F) {
	for _, value := range []string{
		"", "none", "/bin/firefox", "firefox %s", "firefox:chrome", `"my browser" --x='%s y'`, `a\ b &`, "sh -c 'x %s'", ":", "'", `\`, "/bin/my browser",
	} {
		f.Add(value, "https://auth.example.com/device?user_code=WXYZ-BBBC")
	}
	f.Add("firefox", "https://h/$(touch planted)")
	f.Add("firefox", "javascript:alert(1)")
	f.Add("firefox", "https://h/%s")
	f.Fuzz(func(t *testing.T, value, page string) {
		if _, err := url.Parse(page); err != nil {
			return // refused before
		}
		var started [][]string
		b := Browser{
			GOOS: "linux",
			LookupEnv: func(name string) (string, bool) {
				return value, name == "BROWSER"
			},
			Environ: func() []string { return []string{"AMIKA_API_KEY=planted", "PATH=/bin"} },
			Look: func(name string) (string, error) {
				if strings.ContainsAny(name, "%&") || name == "" {
					return "", errors.New("not found")
				}
				return "/bin/" + strings.TrimPrefix(name, "/bin/"), nil
			},
			Start: func(argv, environ []string) error {
				started = append(started, argv)
				if strings.Contains(strings.Join(environ, "\n"), "planted") {
					t.Errorf("%q gets a secret", argv)
				}
				return nil
			},
		}
		opened, err := b.Open(page)
		if opened != (len(started) == 1) || len(started) > 1 || opened && err != nil {
			t.Fatalf("opened: %t, %v, %q", opened, err, started)
		}
		if !opened {
			return
		}
		if u, _ := url.Parse(page); u.Scheme != "https" && u.Scheme != "http" {
			t.Errorf("%q is opened", page)
		}
		if strings.ContainsAny(page, " \t\r\n\"'`\\$|<>") {
			t.Errorf("%q is opened, which a script may take apart", page)
		}
		if argv := started[0]; !strings.Contains(strings.Join(argv[1:], "\n"), page) || strings.Contains(argv[0], page) {
			t.Errorf("BROWSER=%q opens %q with %q", value, page, argv)
		}
	})
}
