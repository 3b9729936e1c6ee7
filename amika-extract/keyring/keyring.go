// Package keyring asks the system's key store for what agents keep in there, by
// running the system's own tool.
//
// It serves the programs of this repository and is no API.
package keyring

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/process"
	"amika.dev/pkg/secret"
)

// A Store is the key store of a system.
type Store struct {
	System  string   // as in [runtime.GOOS]
	Program string   // the path of its tool
	Environ []string // of the tool, as NAME=VALUE
}

// Security is the tool of macOS.
const Security = "/usr/bin/security"

// SecretTool is the name of the tool for the Secret Service on Linux.
const SecretTool = "secret-tool"

// Errors of [Store.Get].
var (
	ErrLocked      = errors.New("the key store is locked")
	ErrUnreachable = errors.New("the key store can't be reached")
	ErrSlow        = error(source.ErrNoAnswer)
)

// Get returns the text of an item, or an empty text if there is no such item. It
// takes no longer than [source.KeyringLimit], and asks nobody anything. No error
// holds text of the tool.
func (s *Store) Get(ctx context.Context, item source.Item) (secret.String, error) {
	ctx, cancel := process.Within(ctx, source.KeyringLimit, ErrSlow)
	defer cancel()
	text, err := process.Output(ctx, s.argv("lookup", item), s.Environ)
	if err != nil {
		err = s.failure(err)
		if err == nil && s.System != "darwin" {
			err = s.lockedAway(ctx, item)
		}
	}
	if ctx.Err() != nil {
		return secret.String{}, context.Cause(ctx)
	}
	if err != nil || text == "" {
		return secret.String{}, err
	}
	return secret.New(s.decoded(strings.TrimSuffix(text, "\n"))), nil
}

// lockedAway returns [ErrLocked] if an item is there after all: secret-tool(1) says
// the same of one that is locked and of one that is not there, but it finds both.
func (s *Store) lockedAway(ctx context.Context, item source.Item) error {
	if found, err := process.Output(ctx, s.argv("search", item), s.Environ); err == nil && found != "" {
		return ErrLocked
	}
	return nil
}

// argv returns the command line that prints an item. The verb is for secret-tool.
func (s *Store) argv(verb string, item source.Item) []string {
	if s.System == "darwin" {
		return []string{s.Program, "find-generic-password", "-w", "-s", item.Service, "-a", item.Account}
	}
	return []string{s.Program, verb, "service", item.Service, item.Attribute, item.Account}
}

// Exit statuses of security(1): errSecItemNotFound and errSecAuthFailed or
// errSecInteractionNotAllowed, less what does not fit into 8 bits.
const (
	notFound = 44
	locked   = 36
)

// failure returns why an item was not printed, or nil if there is none.
func (s *Store) failure(err error) error {
	ended, ok := errors.AsType[*process.ExitError](err)
	switch {
	case !ok:
		return err
	case s.System == "darwin" && ended.Status == notFound:
		return nil
	case s.System == "darwin" && ended.Status == locked:
		return ErrLocked
	case s.System == "darwin":
		return fmt.Errorf("security ended with status %d", ended.Status)
	case ended.Status == 1 && len(ended.Stderr) == 0:
		return nil // secret-tool(1) says no more of an item that is not there
	}
	return ErrUnreachable
}

// decoded returns the text of an item. security(1) prints one with other bytes than
// ASCII in hexadecimal; of the items that are asked for these can be JSON alone.
func (s *Store) decoded(text string) string {
	if s.System != "darwin" || !strings.HasPrefix(text, "7b") {
		return text
	}
	if decoded, err := hex.DecodeString(text); err == nil {
		return string(decoded)
	}
	return text
}
