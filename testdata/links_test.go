package testdata

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestLinks follows the links of all pages to each other: the file must be there,
// and the heading in it.
func TestLinks(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("../*.md")
	if err != nil {
		t.Fatal(err)
	}
	below, err := filepath.Glob("../*/README.md")
	if err != nil {
		t.Fatal(err)
	}
	target := regexp.MustCompile(`\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"`)
	for _, path := range append(paths, below...) {
		for _, match := range target.FindAllStringSubmatch(page(t, path), -1) {
			link := match[1] + match[2]
			if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
				continue
			}
			file, anchor, _ := strings.Cut(link, "#")
			to := path
			if file != "" {
				to = filepath.Join(filepath.Dir(path), filepath.FromSlash(file))
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: %s: %v", path, link, err)
			} else if anchor != "" && !anchors(page(t, to))[anchor] {
				t.Errorf("%s: %s: there is no such heading", path, link)
			}
		}
	}
}

func page(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// anchors returns what the headings of a page are called in a link.
func anchors(text string) map[string]bool {
	all := make(map[string]bool)
	odd := regexp.MustCompile(`[^a-z0-9 _-]`)
	text = regexp.MustCompile("(?ms)^```.*?^```$").ReplaceAllString(text, "")
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		all[strings.ReplaceAll(odd.ReplaceAllString(strings.ToLower(heading[1]), ""), " ", "-")] = true
	}
	return all
}
