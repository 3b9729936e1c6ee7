package terminal

import "testing"

func TestEscapePathOfBothKinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ path, unix, windows string }{
		{`C:\Users\me\x1b`, `C:\\Users\\me\\x1b`, `C:\Users\me\x1b`},
		{"/home/me\x1b", `/home/me\x1b`, `/home/me\x1b`},
	} {
		if got := escapePath(tt.path, '/'); got != tt.unix {
			t.Errorf("on Unix, %q is %s, want %s", tt.path, got, tt.unix)
		}
		if got := escapePath(tt.path, '\\'); got != tt.windows {
			t.Errorf("on Windows, %q is %s, want %s", tt.path, got, tt.windows)
		}
	}
}
