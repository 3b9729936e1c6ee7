package process

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// FuzzSearch holds searches against a loop over the lists as they are: a program is
// found where the first absolute directory has it, under its name and one of the
// endings, and nowhere else. In PATH, @ stands for a directory with a few programs.
func FuzzSearch(f *testing.F) {
	if runtime.GOOS == "windows" {
		f.Skip("the list is written as Unix has it")
	}
	for _, list := range []string{
		"@/a:@/b", "@/b:@/a", ":.:a:@/b", "@/a/", "@/link", "@/a/..:@/link/../b", "@//a/./:@", "..", "@/gone:@/a\x00:@/b", "@/a:a:@/a",
	} {
		f.Add(list, "", "p")
		f.Add(list, ".COM;.EXE", "p")
		f.Add(list, "exe;.;;..;/../../b/p", "P.exe")
	}
	dir, err := filepath.EvalSymlinks(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"p", "a/p.exe", "b/p", "b/p.com", "a/b/p"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			f.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o700); err != nil {
			f.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "a", "b"), filepath.Join(dir, "link")); err != nil {
		f.Fatal(err)
	}
	plain := regexp.MustCompile(`^\.?([^./\\:]+)$`)
	named := func(program, extensions string) (names []string) {
		all := strings.ToLower(extensions) + ";"
		if !slices.ContainsFunc(strings.Split(all, ";"), plain.MatchString) {
			all = "com;exe;bat;cmd"
		}
		for _, extension := range strings.Split(all, ";") {
			if match := plain.FindStringSubmatch(extension); match != nil {
				names = append(names, program+"."+match[1])
				if strings.HasSuffix(strings.ToLower(program), "."+match[1]) {
					names = slices.Insert(names, 0, program)
				}
			}
		}
		return names
	}
	f.Fuzz(func(t *testing.T, list, extensions, program string) {
		if program != filepath.Base(program) || strings.Trim(program, "./") == "" {
			return // it is a path
		}
		list = strings.ReplaceAll(list, "@", dir)
		s := NewSearch(func(name string) (string, bool) { return list, name == "PATH" })
		names := []string{program}
		if extensions != "" {
			s.Endings = endings(extensions)
			names = named(program, extensions)
		}
		want := ""
		for _, entry := range filepath.SplitList(list) {
			at, err := filepath.EvalSymlinks(entry)
			if !filepath.IsAbs(entry) || err != nil || dependsOnProcess(entry) {
				continue
			}
			for _, name := range names {
				info, err := os.Stat(at + "/" + name)
				if want == "" && err == nil && Check(at+"/"+name, info) == nil {
					want = filepath.Join(at, name)
				}
			}
		}
		got, err := s.Find(program, Check)
		if err == nil {
			at, err := filepath.EvalSymlinks(filepath.Dir(got))
			if got = filepath.Join(at, filepath.Base(got)); err != nil {
				t.Fatal(err)
			}
		} else {
			got = "" // it is what can't be run
		}
		if got != want {
			t.Errorf("%q in %q with %q: found %q, want %q", program, list, extensions, got, want)
		}
	})
}
