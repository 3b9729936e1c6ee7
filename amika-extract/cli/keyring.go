package cli

import (
	"cmp"
	"fmt"
	"runtime"

	"amika.dev/amika-extract/keyring"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
)

// useKeyring lets the sources ask the system's key store, if that was asked for.
// What stands in the way is reported with what could not be read.
func (a *app) useKeyring(d *source.Discovery) {
	store := a.env.KeyStore
	store.System = cmp.Or(store.System, runtime.GOOS)
	d.System = store.System
	if !a.keyring {
		return
	}
	var err error
	switch {
	case store.Program != "":
	case store.System == "darwin":
		store.Program = keyring.Security
	case store.System == "windows":
		err = fmt.Errorf("keyring: on Windows agents keep their logins in files")
	default:
		if store.Program, err = process.Look(keyring.SecretTool, a.env.LookupEnv); err != nil {
			err = command.WithHint(fmt.Errorf("keyring: running %s: %w", keyring.SecretTool, err),
				"install it: on Debian it is in the package libsecret-tools")
		}
	}
	if a.notAsked = err; err == nil {
		store.Environ = a.env.Environ()
		d.Keyring = store.Get
	}
}

// isKeyStore reports whether an error is about the key store rather than an item in
// it.
func isKeyStore(err error) bool {
	switch err {
	case keyring.ErrLocked, keyring.ErrSlow, keyring.ErrUnreachable:
		return true
	}
	return false
}
