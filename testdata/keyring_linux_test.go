package testdata

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestKeyring asks the real Secret Service, which runs on a message bus of its own:
// unlocked, locked, and not there at all.
func TestKeyring(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"dbus-run-session", "gnome-keyring-daemon", "secret-tool", "dbus-send"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(tool + " is missing")
		}
	}
	home := t.TempDir()
	put := func(name, text string, mode os.FileMode) {
		t.Helper()
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	put("run/.keep", "", 0o600)
	put(".codex/config.toml", `cli_auth_credentials_store = "keyring"`, 0o600)
	put("session", `
printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
printf sgamp_1 | secret-tool store --label=amp service amp.cli.apiKey username ampcode.com target default
if command -v codex >/dev/null; then
	echo sk-real-codex | codex login --with-api-key >/dev/null 2>&1
	test ! -e "$HOME/.codex/auth.json" && echo "codex kept its key in the keyring"
fi
echo "== unlocked"
amika-extract --keyring
echo "== locked"
dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets \
	org.freedesktop.Secret.Service.Lock array:objpath:/org/freedesktop/secrets/collection/login >/dev/null
amika-extract --keyring
echo "status $?"
`, 0o600)
	variables := environ("HOME="+home, "XDG_RUNTIME_DIR="+filepath.Join(home, "run"), "PATH="+programs(t)+":"+os.Getenv("PATH"))
	session := exec.Command("dbus-run-session", "--", "sh", filepath.Join(home, "session"))
	session.Env = variables
	var said strings.Builder
	session.Stderr = &said
	out, err := session.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
	unlocked, locked, _ := strings.Cut(string(out), "== locked\n")
	if !strings.Contains(unlocked, "== unlocked\nAMP_API_KEY='sgamp_1'\n") {
		t.Errorf("unlocked:\n%s", unlocked)
	}
	if strings.Contains(unlocked, "codex kept") && !strings.Contains(unlocked, "\nOPENAI_API_KEY='sk-real-codex'\n") {
		t.Errorf("what the real codex kept:\n%s", unlocked)
	}
	// The daemon may take its time to find that there is nobody to ask.
	if locked != "status 3\n" || !regexp.MustCompile(`(?m)^amika-extract: keyring: the key store (is locked|did not answer within 2 seconds)$`).MatchString(said.String()) {
		t.Errorf("locked:\n%s%s", locked, said.String())
	}
	alone := exec.Command("amika-extract", "--keyring")
	alone.Path, alone.Env = filepath.Join(programs(t), "amika-extract"), variables
	text, err := alone.CombinedOutput()
	if alone.ProcessState.ExitCode() != 3 || string(text) != "amika-extract: keyring: the key store can't be reached\n" {
		t.Errorf("without a bus: %v\n%s", err, text)
	}
}
