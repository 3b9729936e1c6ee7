package workos_test

import (
	"strings"
	"testing"

	"amika.dev/pkg/workos"
)

func TestParseBase(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"https://api.workos.com", "https://api.workos.com/", "https://api.workos.com:8443/under/it", "HTTPS://api.example",
		"http://127.0.0.1:8080", "http://127.9.9.9", "http://[::1]:8080", "http://[::ffff:127.0.0.1]", "http://localhost:1", "http://LOCALHOST",
	} {
		if _, err := workos.ParseBase(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		"", "api.workos.com", "//api.workos.com", "https:api.workos.com", "https://", "https://:443", "https:///path",
		"http://api.workos.com", "http://10.0.0.1", "http://0.0.0.0", "http://[::]", "http://127.0.0.1.example.com", "http://localhost.example.com",
		"http://localhost@example.com", "http://0x7f.1", "http://2130706433", "http://127.1", "http://example.com#@localhost",
		"https://planted:planted@api.workos.com", "https://planted@api.workos.com", "https://api.workos.com/?planted", "https://api.workos.com?", "https://api.workos.com#planted", "https://api.workos.com#",
		"ftp://localhost", "file:///etc/passwd", "javascript:planted", "https://a b", "https://a\nb", " https://api.workos.com", "https://[::1", "https://a:planted", "https://a:65536", "https://a:0", "https://a:99999/planted",
	} {
		if u, err := workos.ParseBase(text); err == nil {
			t.Errorf("%s: taken as %v", text, u)
		} else if strings.Contains(err.Error(), "planted") {
			t.Errorf("%s: repeated: %v", text, err)
		}
	}
}

func TestIsPage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"https://x.example/device?user_code=WXYZ-BBBC": true, "http://10.0.0.1/device": true, "HTTPS://X.EXAMPLE": true,
		"https://x.example/" + strings.Repeat("a", 2000): true, "https://x.example/" + strings.Repeat("a", 2050): false,
		"": false, "javascript:alert(1)": false, "JavaScript://x.example/%0aalert(1)": false, "data:text/html,x": false, "file:///etc/passwd": false,
		"/device": false, "//x.example/device": false, "x.example/device": false, "https:x.example": false, "https://": false,
		"https://app.amika.dev@x.example/": false, "https://x.example/\x1b[2J": false, "https://x.example/ a": false, "https://x.example/\u00a0a": false, "https://x.example/\u009b2J": false, "vscode://x.example": false,
	} {
		if got := workos.IsPage(text); got != want {
			t.Errorf("%.60q: got %t, want %t", text, got, want)
		}
	}
}
