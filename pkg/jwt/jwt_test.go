package jwt_test

import (
	"encoding/base64"
	"math"
	"strings"
	"testing"

	"amika.dev/pkg/jwt"
)

func TestPayload(t *testing.T) {
	t.Parallel()
	claims := base64.RawURLEncoding.EncodeToString([]byte(`{"exp": 1}`))
	tests := []struct {
		name, token string
		want        string // empty: not a token
	}{
		{"a token", "e30." + claims + ".c2ln", `{"exp": 1}`},
		{"two parts", "e30." + claims, ""},
		{"four parts", "e30." + claims + ".c2ln.c2ln", ""},
		{"no header", "." + claims + ".c2ln", ""},
		{"no payload", "e30..c2ln", ""},
		{"no signature", "e30." + claims + ".", ""},
		{"padding", "e30." + claims + "==.c2ln", ""},
		{"a header of something else", "e3+0." + claims + ".c2ln", ""},
		{"a line break", "e30." + claims[:4] + "\n" + claims[4:] + ".c2ln", ""},
		{"opaque", "sk-ant-planted", ""},
		{"empty", "", ""},
		{"a giant", "e30." + strings.Repeat("A", 1<<20) + ".c2ln", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := jwt.Payload(tt.token)
			if ok != (tt.want != "") || ok && string(got) != tt.want {
				t.Errorf("got %q, %v", got, ok)
			}
		})
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	for seconds, want := range map[float64]string{
		1:                  "1970-01-01T00:00:01Z",
		1.9:                "1970-01-01T00:00:01Z",
		jwt.MaxSeconds:     "9999-12-31T23:59:59Z",
		jwt.MaxSeconds + 1: "0001-01-01T00:00:00Z",
		0:                  "0001-01-01T00:00:00Z",
		-1:                 "0001-01-01T00:00:00Z",
		math.Inf(1):        "0001-01-01T00:00:00Z",
		math.NaN():         "0001-01-01T00:00:00Z",
	} {
		if got := jwt.Time(seconds).Format("2006-01-02T15:04:05Z"); got != want {
			t.Errorf("%v: got %s, want %s", seconds, got, want)
		}
	}
}
