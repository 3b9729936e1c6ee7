package testdata

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// How long a file and a function of the product may be, in lines. What is longer
// is read as a whole by nobody.
const (
	maxFile     = 250
	maxFunction = 50
)

// tooLong are the files and functions that are longer, as "FILE" or "FILE NAME".
var tooLong = []string{}

// TestSizes checks how long files and functions are. Tests, generated files and
// what is in testdata may be longer.
func TestSizes(t *testing.T) {
	t.Parallel()
	files := 0
	for _, module := range []string{"amika", "amika-extract", "amika-login", "pkg"} {
		err := filepath.WalkDir(filepath.Join("..", module), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !isSource(path) {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			checkSizes(t, filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator))), text)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if files < 50 {
		t.Errorf("there are only %d files: is this the source?", files)
	}
}

// TestFirstPage checks that README.md can be read in a few minutes.
func TestFirstPage(t *testing.T) {
	t.Parallel()
	if n := strings.Count(page(t, "../README.md"), "\n"); n > 250 {
		t.Errorf("README.md has %d lines, over 250: move what few need into another page", n)
	}
}

// isSource reports whether somebody has to read a file to know the product.
func isSource(path string) bool {
	switch filepath.Ext(path) {
	case ".bash", ".fish", ".zsh":
		return true
	case ".go":
		return !strings.HasSuffix(path, "_test.go")
	}
	return false
}

// checkSizes checks a file, and its functions if it is in Go.
func checkSizes(t *testing.T, name string, text []byte) {
	t.Helper()
	check := func(what string, lines, limit int) {
		if lines > limit && !slices.Contains(tooLong, what) {
			t.Errorf("%s has %d lines, more than %d", what, lines, limit)
		}
	}
	set := token.NewFileSet()
	file := &ast.File{}
	if filepath.Ext(name) == ".go" {
		var err error
		if file, err = parser.ParseFile(set, name, text, parser.SkipObjectResolution|parser.ParseComments); err != nil {
			t.Error(err)
		}
		if ast.IsGenerated(file) {
			return
		}
	}
	check(name, bytes.Count(text, []byte("\n")), maxFile)
	for _, decl := range file.Decls {
		if function, ok := decl.(*ast.FuncDecl); ok {
			lines := set.Position(function.End()).Line - set.Position(function.Pos()).Line + 1
			check(name+" "+function.Name.Name, lines, maxFunction)
		}
	}
}
