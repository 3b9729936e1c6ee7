package sha256_test

import (
	stdsha256 "crypto/sha256"
	"strings"
	"testing"

	"amika.dev/pkg/sha256"
)

func TestSHA256(t *testing.T) {
	t.Parallel()
	for length := range 300 {
		text := strings.Repeat("sk-ant-oat01-é", 1+length/15)[:length]
		if got, want := sha256.Sum(text), stdsha256.Sum256([]byte(text)); got != want {
			t.Fatalf("of %d bytes: got %x, want %x", length, got, want)
		}
	}
}
