package credential

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// manyMembers returns the text of an object with n members, each of which comes
// twice.
func manyMembers(n int) []byte {
	var text strings.Builder
	text.WriteString("{")
	for i := range 2 * n {
		fmt.Fprintf(&text, "%q: %d,\n", fmt.Sprintf("member%d", i%n), i)
	}
	text.WriteString(`"access_token": "at"}`)
	return []byte(text.String())
}

// A file may have any number of members that we don't know.
func TestManyMembers(t *testing.T) {
	t.Parallel()
	data := manyMembers(100_000)
	done := make(chan object, 1)
	go func() {
		o, err := parseObject(data)
		if err != nil {
			t.Error(err)
		}
		done <- o
	}()
	select {
	case o := <-done:
		if len(o) != 100_001 || string(o[1].value) != "100001" || o.label("access_token") != "at" {
			t.Errorf("%d members, the second is %s", len(o), o[1].value)
		}
	case <-time.After(30 * time.Second): // what takes a moment in linear time takes minutes otherwise
		t.Fatal("the time grows faster than the file")
	}
}

func BenchmarkManyMembers(b *testing.B) {
	data := manyMembers(50_000)
	for b.Loop() {
		if _, err := parseObject(data); err != nil {
			b.Fatal(err)
		}
	}
}
