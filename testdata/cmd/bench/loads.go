package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"amika.dev/pkg/authtest"
)

// Entries of OpenCode's file, which has one for each provider.
const (
	keyEntry     = `"p%05d":{"type":"api","key":"k"}`
	expiredEntry = `"p%05d":{"type":"oauth","access":"k","expires":1000}`
	clashing     = `"p%05d-x":{"type":"api","key":"k"},"p%05[1]d_x":{"type":"api","key":"l"}`
)

const (
	first = 125     // how many there are at first
	most  = 128_000 // at most
	named = 16_000  // at most if all of them are named in one argument
)

// growth measures what has to be linear.
func (b *bench) growth() {
	server := new(authtest.Server)
	url, stop, err := server.Start()
	check(err)
	defer stop()
	b.grow(slices.Concat(b.chosen(), leftOut(), sessions(server, url)))
}

// chosen returns loads of credentials that are printed.
func (b *bench) chosen() []load {
	keys := openCode(keyEntry)
	return []load{
		{"members that mean nothing", 31_250, 1_000_000, file(claudePath, `"member%07d": %[1]d`), extract(), nil},
		{"choosing: providers", first, most, keys, extract(), nil},
		{"choosing: two sources with the same providers", first, most, twoSources(keyEntry), extract(), nil},
		{"choosing: --native", first, most, keys, extract("--native"), nil},
		{"choosing: --provider names each", first, named, keys, naming("--provider"), nil},
		{"choosing: --require names each", first, named, keys, naming("--require"), nil},
		{"choosing: variables of a command", first, named, keys, extract("--", filepath.Join(b.programs, "empty")), nil},
		{"listing: providers", first, most, keys, extract("--list"), nil},
		{"listing: two sources, as JSON", first, most, twoSources(keyEntry), extract("--list", "--format", "json"), nil},
	}
}

// leftOut returns loads of credentials that are left out, for several reasons.
func leftOut() []load {
	return []load{
		{"warnings: names that can't be used", first, most, openCode(`"p%05d!":{"type":"api","key":"k"}`), extract(), nil},
		{"warnings: expired sessions", first, most, openCode(expiredEntry), extract(), nil},
		{"warnings: expired sessions beside keys", first, most, twoSources(expiredEntry), extract(), nil},
		{"warnings: --require names what is not there", first, named, openCode(`"q%05d":{"type":"api","key":"k"}`), naming("--require"), nil},
		{"conflicts: two spellings of each name", first, most, openCode(clashing), extract(), nil},
		{"conflicts: many spellings of one name", first, most, spellings, extract(), nil},
		{"conflicts: many spellings, listed", first, most, spellings, extract("--list"), nil},
		{"refused by --format sh", first, most, openCode(`"%05dp":{"type":"api","key":"k"}`), extract(), nil},
		{"refused by --format dotenv", first, most, openCode(`"p%05d":{"type":"api","key":"$k"}`), extract("--format", "dotenv"), nil},
	}
}

// sessions returns loads of session files, which are read, and are written if
// the session has expired. A file has at most 4 MiB.
func sessions(server *authtest.Server, url string) []load {
	stored := func(life time.Duration) func(int) map[string]string {
		return func(n int) map[string]string {
			return map[string]string{sessionPath: session(server.Login(life), n)}
		}
	}
	token := func(int) []string { return []string{"amika-login", "token"} }
	env := []string{"AMIKA_WORKOS_API_URL=" + url}
	return []load{
		{"session: token", first, 128_000, stored(24 * time.Hour), token, env},
		{"session: token, refreshed", first, 128_000, stored(-time.Hour), token, env},
	}
}

// file returns a function that makes a file with n members.
func file(path, format string) func(int) map[string]string {
	return func(n int) map[string]string { return map[string]string{path: object(n, format)} }
}

func openCode(format string) func(int) map[string]string { return file(openCodePath, format) }

// twoSources returns a function that makes n entries in OpenCode's file, and as
// many keys for the same providers in a source of higher priority.
func twoSources(format string) func(int) map[string]string {
	return func(n int) map[string]string {
		return map[string]string{openCodePath: object(n, format), keychainPath: object(n, `"P%05d_API_KEY":"k"`)}
	}
}

// spellings makes n spellings of one provider's name, each with another key.
func spellings(n int) map[string]string {
	const separators = "-_ ./"
	return map[string]string{openCodePath: members(n, func(i int) string {
		var name strings.Builder
		for rest := i; name.Len() < 18; rest /= len(separators) {
			name.WriteByte('p')
			name.WriteByte(separators[rest%len(separators)])
		}
		return fmt.Sprintf(`"%sp":{"type":"api","key":"k%d"}`, &name, i)
	})}
}

// extract returns a function that returns a command of amika-extract.
func extract(args ...string) func(int) []string {
	return func(int) []string { return append([]string{"amika-extract"}, args...) }
}

// naming returns a function that returns a command with a flag that names n
// providers.
func naming(flag string) func(int) []string {
	return func(n int) []string {
		names := make([]string, n)
		for i := range names {
			names[i] = fmt.Sprintf("p%05d", i)
		}
		return []string{"amika-extract", flag, strings.Join(names, ",")}
	}
}
