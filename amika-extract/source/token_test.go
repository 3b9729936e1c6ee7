package source

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/secret"
)

func TestTokenExpiry(t *testing.T) {
	t.Parallel()
	jwt := func(claims string) string {
		return "eyJ9." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".c2ln"
	}
	at := time.Unix(1609459200, 0)
	tests := []struct {
		token string
		want  time.Time
	}{
		{jwt(`{"exp":1609459200}`), at},
		{jwt(`{"aud":["x"],"exp":1609459200.5}`), at.Add(time.Second / 2)},
		{jwt(`{"exp":"never"}`), time.Time{}},
		{jwt(`{}`), time.Time{}},
		{jwt(`[]`), time.Time{}},
		{jwt(`{"exp":`), time.Time{}},
		{"", time.Time{}},
		{"at-1", time.Time{}},
		{"a.b", time.Time{}},
		{"a..b", time.Time{}},
		{"a.b+c.d", time.Time{}},
	}
	for _, tt := range tests {
		if got := TokenExpiry(secret.New(tt.token)); !got.Equal(tt.want) {
			t.Errorf("%q: got %v, want %v", tt.token, got, tt.want)
		}
	}
}

// FuzzWellKnown holds what any entry may do: set a variable whose name says that
// it is a secret.
func FuzzWellKnown(f *testing.F) {
	for _, name := range []string{"CORP_KEY", "PATH", "_KEY", "A_TOKEN", "AMIKA_KEY", "A=B_KEY", "A\n_KEY"} {
		f.Add("https://corp.example", name)
	}
	f.Fuzz(func(t *testing.T, url, name string) {
		if _, err := Canonical(host(url)); err == nil && strings.ContainsAny(host(url), "\x00\n=$'\"") {
			t.Errorf("%q is the host %q", url, host(url))
		}
		if checkVariable(name) != nil {
			return
		}
		if strings.HasPrefix(name, "AMIKA_") || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != "" ||
			!strings.HasSuffix(name, "_KEY") && !strings.HasSuffix(name, "_TOKEN") || name[0] < 'A' {
			t.Errorf("%q can be set", name)
		}
	})
}
