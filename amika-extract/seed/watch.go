package seed

import (
	"io/fs"
	"os"
	"time"
)

// A watch notices when files change, by their metadata.
type watch struct {
	paths []string
	seen  []fs.FileInfo // nil for one that isn't there
}

// settled is how long after a change a file may still be changed without a
// difference in its metadata: file systems keep times in steps.
const settled = 2 * time.Second

// changed reports whether a file may have changed since it was last called. At
// first, all have.
func (w *watch) changed(now time.Time) bool {
	changed := w.seen == nil
	if changed {
		w.seen = make([]fs.FileInfo, len(w.paths))
	}
	for i, path := range w.paths {
		info, err := os.Stat(path) // links followed
		if err != nil {
			info = nil
		}
		if !same(w.seen[i], info) || info != nil && now.Sub(info.ModTime()).Abs() < settled {
			changed = true
		}
		w.seen[i] = info
	}
	return changed
}

func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && a.Mode() == b.Mode()
}
