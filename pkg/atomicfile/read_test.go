//go:build unix

package atomicfile_test

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"amika.dev/pkg/atomicfile"
)

func TestRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		make func(path string) error
		want error
	}{
		{"absent", func(string) error { return nil }, fs.ErrNotExist},
		{"a link to nothing", func(p string) error { return os.Symlink(p+".gone", p) }, fs.ErrNotExist},
		{"a directory", func(p string) error { return os.Mkdir(p, 0o700) }, atomicfile.ErrNotRegular},
		{"a FIFO that nobody writes", func(p string) error { return syscall.Mkfifo(p, 0o600) }, atomicfile.ErrNotRegular},
		{"a device", func(p string) error { return os.Symlink("/dev/zero", p) }, atomicfile.ErrNotRegular},
		{"a terminal", func(p string) error { return os.Symlink("/dev/tty", p) }, atomicfile.ErrNotRegular},
		{"too large", func(p string) error { return os.WriteFile(p, make([]byte, limit+1), 0o600) }, atomicfile.ErrTooLarge},
		{"just not too large", func(p string) error { return os.WriteFile(p, make([]byte, limit), 0o600) }, nil},
		{"a huge hole", func(p string) error {
			return errors.Join(os.WriteFile(p, nil, 0o600), os.Truncate(p, 1<<40))
		}, atomicfile.ErrTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := at(t, "")
			if err := tt.make(f.Path()); err != nil {
				t.Fatal(err)
			}
			_, err := f.Read()
			if !errors.Is(err, tt.want) {
				t.Fatalf("got %v, want %v", err, tt.want)
			}
			if err != nil && strings.Count(err.Error(), f.Path()) != 1 {
				t.Errorf("the error does not name the file once: %v", err)
			}
		})
	}
}

func TestModeIsRepaired(t *testing.T) {
	t.Parallel()
	for _, mode := range []fs.FileMode{0o644, 0o640, 0o606, 0o620, 0o444} {
		f := at(t, "content")
		if err := os.Chmod(f.Path(), mode); err != nil {
			t.Fatal(err)
		}
		for _, want := range []bool{true, false} {
			got, err := f.Read()
			if err != nil || string(got.Data) != "content" || got.Exposed != want || got.RepairError != nil {
				t.Errorf("%v: got %+v, %v; want Exposed %v", mode, got, err, want)
			}
		}
		wantMode(t, f.Path(), 0o600)
	}
}
