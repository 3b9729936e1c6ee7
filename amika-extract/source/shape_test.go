package source

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// TestFindAsksForWhatIsWanted holds that whatever a source looks at is kept while
// its file is parsed: what isn't could never be found, without an error. Each
// source finds in a file that answers every question: objects all the way down to
// depth, and there texts.
func TestFindAsksForWhatIsWanted(t *testing.T) {
	t.Parallel()
	for _, s := range Table() {
		t.Run(s.ID, func(t *testing.T) {
			t.Parallel()
			asked := 0
			f := &findings{looked: func(n *node) {
				asked++
				if !isKept(s.want(), n) {
					t.Errorf("find looks at %s, which want does not keep", n.path())
				}
			}}
			for _, kind := range []string{"api", "oauth", "wellknown"} {
				entry := objectOf("type", kind)
				root := objectOf("X_API_KEY", "k")
				root.members.put("x", &entry)
				s.find(file{&node{findings: f, value: root}})
			}
			if asked == 0 && !strings.HasPrefix(s.ID, "amika_") {
				t.Error("it looks at nothing")
			}
		})
	}
}

func objectOf(name, text string) value {
	v := value{kind: jsontext.KindBeginObject}
	made := textValue(jsontext.KindString, text)
	v.members.put(name, &made)
	return v
}

// isKept reports whether a shape keeps a node, and all that it is in.
func isKept(want shape, n *node) bool {
	var names []string
	for ; n.parent != nil; n = n.parent {
		names = append([]string{n.name}, names...)
	}
	for i, name := range names {
		kind := jsontext.KindBeginObject
		if i == len(names)-1 {
			kind = jsontext.KindString
		}
		if want == nil {
			return false
		}
		inside, wanted := want(name, kind)
		if !wanted {
			return false
		}
		want = inside
	}
	return true
}
