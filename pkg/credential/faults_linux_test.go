package credential_test

import (
	"errors"
	"os"
	"syscall"
	"testing"

	"amika.dev/pkg/credential"
	"amika.dev/pkg/hint"
)

// A fault of the machine does not mean that there is no credential. /proc/self/mem
// is a regular file that can't be read from its beginning.
func TestAFaultOfTheMachine(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"api-key.json", "workos-session.json"} {
		w := newWorld(t, map[string]string{}, nil)
		if err := os.Symlink("/proc/self/mem", w.dir+"/"+name); err != nil {
			t.Fatal(err)
		}
		active, err := w.Active(t.Context())
		if !errors.Is(err, syscall.EIO) || active.Method != credential.None || hint.Of(err) != "try again" {
			t.Errorf("%s: got %v, %v and %q", name, active, err, hint.Of(err))
		}
		w.wantWarnings(t)
	}
}

// It does not hide a good credential either.
func TestAFaultOfTheMachineBesideASession(t *testing.T) {
	t.Parallel()
	w := newWorld(t, map[string]string{"workos-session.json": goodSession}, nil)
	if err := os.Symlink("/proc/self/mem", w.APIKeyFile().Path()); err != nil {
		t.Fatal(err)
	}
	active, err := w.Active(t.Context())
	if err != nil || active.Method != credential.Login {
		t.Errorf("got %v, %v", active, err)
	}
	w.wantWarnings(t, "reading DIR/api-key.json: input/output error: it is ignored; try again")
}
