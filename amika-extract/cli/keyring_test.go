package cli_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"amika.dev/amika-extract/cli"
	"amika.dev/amika-extract/keyring"
	"amika.dev/pkg/command"
)

// On macOS the login of Claude Code is in the Keychain, which a script stands in
// for.
func TestKeychain(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no sh")
	}
	dir := t.TempDir()
	tool := filepath.Join(dir, "security")
	const script = `#!/bin/sh
case "$*" in
'find-generic-password -w -s Claude Code-credentials -a dev') echo '{"claudeAiOauth":{"accessToken":"sk-ant-oat01-1"}}' ;;
'find-generic-password -w -s Claude Code-credentials-b660bf8d -a dev') echo '{"keychainOverflow":{"slot":"a"}}' ;;
'find-generic-password -w -s Claude Code -a dev') echo sk-ant-api03-1 ;;
*) exit 44 ;;
esac
`
	// A child that another test forks now would hold the file open for writing, and
	// nobody could run it (ETXTBSY).
	syscall.ForkLock.RLock()
	err := os.WriteFile(tool, []byte(script), 0o700)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, config string
		args         []string
		out, said    string
		status       command.Status
	}{
		{"both items", "", []string{"--keyring"}, "ANTHROPIC_API_KEY='sk-ant-api03-1'\nCLAUDE_API_KEY='sk-ant-api03-1'\n", "", command.Done},
		{"the login comes first in native mode", "", []string{"--keyring", "--native"}, "CLAUDE_CODE_OAUTH_TOKEN='sk-ant-oat01-1'\n", "", command.Done},
		{
			"a directory of its own, and an overflow", "/elsewhere", []string{"--keyring"}, "",
			"amika-extract: claude_oauth: reading keyring:Claude Code-credentials-b660bf8d: the login is in its overflow item, which is encrypted and not read\n",
			command.Partial,
		},
		{"not asked", "", nil, "", "", command.Done},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			variables := map[string]string{"HOME": filepath.Join(dir, "home"), "USER": "dev"}
			if tt.config != "" {
				variables["CLAUDE_CONFIG_DIR"] = tt.config
			}
			test := command.NewTest(variables)
			env := cli.Env{Env: test.Env, Environ: os.Environ, KeyStore: keyring.Store{System: "darwin", Program: tool}}
			status := cli.Run(t.Context(), env, tt.args)
			if test.Out.String() != tt.out || test.Err.String() != tt.said || status != tt.status {
				t.Errorf("status %d\n%s%s", status, test.Out.String(), test.Err.String())
			}
		})
	}
}
