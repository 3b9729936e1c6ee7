package testdata

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"amika.dev/amika-extract/render"
	"amika.dev/pkg/secret"
	"github.com/joho/godotenv"
)

// TestDotenv reads the dotenv format with a library that many programs use. Values
// that are not plain are refused. All others are written without quotes, since
// docker takes lines literally.
func TestDotenv(t *testing.T) {
	t.Parallel()
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/@%+,=-"
	values := []string{"=", "==", ":", "-", "a=b", "a:b", "=a", "%41", "@x", "export", ",", "a.b/c+d==", "A: b", "a b", "$A", "a#b", `"a"`, "'a'", `\`}
	random := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		value := make([]byte, 1+random.IntN(60))
		for i := range value {
			value[i] = plain[random.IntN(len(plain))]
		}
		values = append(values, string(value))
	}
	dotenv := render.Named("dotenv")
	var assignments []render.Assignment
	want := make(map[string]string)
	for i, v := range values {
		name := fmt.Sprintf("V%d_API_KEY", i)
		a := render.Assignment{Name: name, Value: secret.New(v)}
		if plainValue := strings.Trim(v, plain) == "" && v[0] != '='; plainValue != (dotenv.Refusal(a) == nil) {
			t.Errorf("%q: %v", v, dotenv.Refusal(a))
		} else if plainValue {
			want[name] = v
			assignments = append(assignments, a)
		}
	}
	text := dotenv.Append(nil, assignments, false)
	got, err := godotenv.Unmarshal(string(text))
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d values are read, want %d: %v", len(got), len(want), err)
	}
	for name, v := range want {
		if got[name] != v {
			t.Errorf("%s is %q, want %q", name, got[name], v)
		}
		if !strings.Contains("\n"+string(text), "\n"+name+"="+v+"\n") {
			t.Errorf("%s is not written as it stands", name)
		}
	}
}
