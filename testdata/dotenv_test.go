package testdata

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
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
	var assignments []render.Assignment
	want := make(map[string]string)
	for i, v := range values {
		name := fmt.Sprintf("V%d_API_KEY", i)
		assignments = append(assignments, render.Assignment{
			Name: name, Credential: &source.Credential{Finding: &source.Finding{Value: secret.New(v)}},
		})
		if strings.Trim(v, plain) == "" {
			want[name] = v
		}
	}
	text, refused := render.Write(render.FormatFor("dotenv", false), assignments)
	if len(refused) != 7 {
		t.Errorf("%d values are refused", len(refused))
	}
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
