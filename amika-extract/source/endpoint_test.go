package source

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

func TestHost(t *testing.T) {
	t.Parallel()
	tests := []struct{ url, want string }{
		{"https://corp.example.com", "corp.example.com"},
		{"https://corp.example.com/v1/", "corp.example.com"},
		{"http://corp.example:8080?x#y", "corp.example"},
		{"corp.example", "corp.example"},
		{"https://corp.example?https://other.example", "corp.example"},
		{"https://", ""},
		{"", ""},
		{"https://user@corp.example", ""},
		{"https://user:pass@corp.example", ""},
		{"https://corp.example:80@other.example", ""},
		{`https://evil.example\@corp.example`, ""},
		{`https:\\evil.example/corp.example`, ""},
		{"https://evil.example\t.corp.example", ""},
		{"https://corp.example\n", ""},
		{"https://corp.example%2eevil.example", ""},
		{"https://evil.example\uFF0Fcorp.example", ""},
		{"https://[::1]:80/", ""},
	}
	for _, tt := range tests {
		if got := host(tt.url); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.url, got, tt.want)
		}
	}
}

func TestIsOwnServer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		provider, url string
		want          bool
	}{
		{"anthropic", "https://api.anthropic.com", true},
		{"openai", "https://api.openai.com/v1", true},
		{"openai", "https://API.OpenAI.com:443/v1", true},
		{"openrouter", "https://openrouter.ai/api/v1", true},
		{"moonshotai", "https://api.moonshot.ai/v1", true},
		{"google", "https://generativelanguage.googleapis.com", true},
		{"dashscope", "https://dashscope.aliyuncs.com/compatible-mode/v1", true},
		{"fireworks-ai", "https://api.fireworks.ai", true},
		{"google", `https://evil.com\@x.googleapis.com`, false},
		{"google", "https://evil.com/@x.googleapis.com", false},
		{"google", "https://x@x.googleapis.com", false},
		{"google", "https://googleapis.com.evil.com", false},
		{"openai", "http://api.openai.com", false},
		{"openai", "//api.openai.com", false},
		{"openai", "https://openai.com.", false},
		{"openai", "https://api.openai.com@evil.com", false},
		{"openai", "https://evil-openai.com", false},
		{"openai", "https://api.openai.org", false},
		{"openai", "https://openai", false},
		{"openai", "https://openai.", false},
		{"openai", "https://ope.nai", false},
		{"ai", "https://.ai", false},
		{"", "https://.com", false},
		{"", "https://", false},
	}
	for _, tt := range tests {
		if got := isOwnServer(tt.provider, tt.url); got != tt.want {
			t.Errorf("%s at %s: got %v", tt.provider, tt.url, got)
		}
	}
}

// FuzzHost holds the host of a URL against what two kinds of programs take for it:
// those that follow RFC 3986, and those that follow the WHATWG URL Standard.
func FuzzHost(f *testing.F) {
	for _, rest := range []string{"api.openai.com/v1", `evil.com\@x.googleapis.com`, "a@b:1", "a:b@c", "[::1]:80", "a%2fb", "a\tb", "a?b@c#d", "", ":1", "a:"} {
		f.Add(rest)
	}
	f.Fuzz(func(t *testing.T, rest string) {
		text := "https://" + rest
		got := host(text)
		if got == "" {
			return
		}
		if u, err := url.Parse(text); err == nil && (u.Hostname() != got || u.User != nil) {
			t.Errorf("%q: got %q, net/url has %v", text, got, u)
		}
		authority := strings.TrimLeft(strings.NewReplacer("\t", "", "\r", "", "\n", "", `\`, "/").Replace(rest), "/")
		authority, _, _ = strings.Cut(strings.NewReplacer("?", "/", "#", "/").Replace(authority), "/")
		name, _, _ := strings.Cut(authority[strings.LastIndexByte(authority, '@')+1:], ":")
		if name != got {
			t.Errorf("%q: got %q, a browser has %q", text, got, name)
		}
		own := regexp.MustCompile(`(?i)^(.*\.)?(openai\.(com|ai|cn|dev|io|net)|open\.ai)$`)
		if isOwnServer("openai", text) != own.MatchString(name) {
			t.Errorf("%q is OpenAI's: %v", text, isOwnServer("openai", text))
		}
	})
}
