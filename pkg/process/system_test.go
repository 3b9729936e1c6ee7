package process

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"amika.dev/pkg/hint"
)

func TestEndings(t *testing.T) {
	t.Parallel()
	tests := []struct{ list, program, want string }{
		{"", "tool", "tool.com tool.exe tool.bat tool.cmd"},
		{".EXE;.CMD", "tool", "tool.exe tool.cmd"},
		{".EXE;;CMD;", "tool", "tool.exe tool.cmd"},
		{".EXE;.CMD", "tool.cmd", "tool.cmd tool.cmd.exe tool.cmd.cmd"},
		{".EXE;.CMD", "tool.Exe", "tool.Exe tool.Exe.exe tool.Exe.cmd"},
		{".EXE", "tool3.11", "tool3.11.exe"},
		{`.;..;.x/../y;\..\z;.EXE;c:`, "tool", "tool.exe"},
		{";.", "tool", "tool.com tool.exe tool.bat tool.cmd"},
	}
	for _, tt := range tests {
		s := Search{Endings: endings(tt.list)}
		if got := strings.Join(s.files(tt.program), " "); got != tt.want {
			t.Errorf("%s with %q: got %s, want %s", tt.program, tt.list, got, tt.want)
		}
	}
	for file, want := range map[string]string{"tool.exe": "tool true", "tool.CMD": "tool true", "tool": "tool false", "tool.txt": "tool false"} {
		name, ok := Search{Endings: endings("")}.Program(file)
		if got := name + " " + strconv.FormatBool(ok); got != want {
			t.Errorf("%s: got %s, want %s", file, got, want)
		}
	}
	if name, ok := (Search{}).Program("tool.exe"); name != "tool.exe" || !ok {
		t.Errorf("without endings, tool.exe is %s, %v", name, ok)
	}
}

// TestFindWithEndings holds that the first directory comes first, whatever the
// endings, and that a file without one is no program.
func TestFindWithEndings(t *testing.T) {
	t.Parallel()
	first, second := t.TempDir(), t.TempDir()
	for _, path := range []string{filepath.Join(first, "tool"), filepath.Join(first, "tool.cmd"), filepath.Join(second, "tool.exe"), filepath.Join(second, "other")} {
		if err := os.WriteFile(path, nil, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s := Search{Directories: []string{first, second}, Endings: endings("")}
	if path, err := s.Find("tool", Check); path != filepath.Join(first, "tool.cmd") || err != nil {
		t.Errorf("got %s, %v", path, err)
	}
	if path, err := s.Find("other", Check); err != ErrNotFound {
		t.Errorf("got %s, %v", path, err)
	}
}

func TestBatchArguments(t *testing.T) {
	t.Parallel()
	for _, arg := range []string{`" & echo INJECTED & rem `, "%PATH%", "a|b", "a<b", "a>b", "a^b", "a\nb", "a\rb", "&"} {
		for _, path := range []string{`C:\tools\claude.cmd`, `C:\tools\claude.BAT`, "claude.cmd. ."} {
			if err := CheckBatch(path, []string{"fine", arg}); err == nil || hint.Of(err) == "" || strings.Contains(err.Error(), arg) {
				t.Errorf("%s %q: %v", path, arg, err)
			}
		}
		if err := CheckBatch(`C:\tools\claude.exe`, []string{arg}); err != nil {
			t.Errorf("a program is refused %q: %v", arg, err)
		}
	}
	if err := CheckBatch("claude.cmd", []string{"", "-p", "say hi", `C:\Program Files\x`, "it's", "100", "(a)", "a=b,c;d", "é"}); err != nil {
		t.Error(err)
	}
}

func TestDependsOnProcess(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("there is no /proc")
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"here": "/proc/self/cwd", "again": "here", "plain": dir, "loop": "loop", "up": "../../../../../../../../proc/self/cwd"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]bool{
		"/proc/self/cwd": true, "/proc/self/cwd/bin": true, "/proc/1/../self/cwd": true, "/dev/fd/3": true, "/dev/../proc/self/cwd": true,
		dir + "/here": true, dir + "/here/x": true, dir + "/again": true, dir + "/up": true,
		dir: false, dir + "/plain": false, dir + "/loop": false, "/": false, "/nonexistent/x": false, "/process": false,
	} {
		if got := dependsOnProcess(path); got != want {
			t.Errorf("%s: got %v", path, got)
		}
	}
	lookup := func(string) (string, bool) { return "/proc/self/cwd/../x:" + dir + "/here", true }
	if s := NewSearch(lookup); slices.Contains(s.Directories, dir) || len(s.Directories) != 1 {
		t.Errorf("the directories are %q", s.Directories)
	}
}

func TestNotStarted(t *testing.T) {
	t.Parallel()
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		// A child that another test forks now would hold the file open for writing (ETXTBSY).
		syscall.ForkLock.RLock()
		err := os.WriteFile(path, []byte(text), 0o700)
		syscall.ForkLock.RUnlock()
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	plain := write("tool", "text")
	tests := []struct {
		path       string
		err        error
		want, hint string // beginnings
	}{
		{write("a", "#!/no/such/sh -e\nx"), syscall.ENOENT, "its interpreter /no/such/sh is not there", "install /no/such/sh, or"},
		{write("b", "#!/bin/sh\r\nx"), syscall.ENOENT, "its first line ends in a carriage return", "save it"},
		{write("c", "#!"), syscall.ENOENT, "its interpreter is not there", "install c"},
		{write("d", "\x7fELF"), syscall.ENOENT, "its interpreter is not there", "install d as it is built"},
		{plain, syscall.ENOEXEC, syscall.ENOEXEC.Error(), "install tool for " + runtime.GOOS},
		{plain, syscall.EACCES, syscall.EACCES.Error(), "see that you may run it"},
		{plain, syscall.E2BIG, syscall.E2BIG.Error(), "give it less"},
		{plain, syscall.ETXTBSY, syscall.ETXTBSY.Error(), "try again when nothing writes to tool"},
		{plain, &os.PathError{Op: "fork/exec", Path: plain, Err: os.ErrInvalid}, os.ErrInvalid.Error(), "install tool"},
	}
	for _, tt := range tests {
		err := notStarted(tt.path, tt.err)
		if !strings.HasPrefix(err.Error(), tt.want) || !strings.HasPrefix(hint.Of(err), tt.hint) || strings.HasSuffix(err.Error(), ".") {
			t.Errorf("%v is %q with the hint %q", tt.err, err, hint.Of(err))
		}
	}
}

func TestDeeper(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{"": "1", "x": "1", "-1": "1", "3": "4", "19": "20", "20": "", "21": ""} {
		got, err := Deeper([]string{"A=1", DepthVariable + "=" + value, "B="})
		if want == "" {
			if err == nil || hint.Of(err) == "" {
				t.Errorf("%s: %q, %v", value, got, err)
			}
			continue
		}
		if err != nil || !slices.Equal(got, []string{"A=1", "B=", DepthVariable + "=" + want}) {
			t.Errorf("%s: %q, %v", value, got, err)
		}
	}
}
