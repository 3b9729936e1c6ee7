package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"amika.dev/pkg/authtest"
)

// Entries of OpenCode's file, which has one for each provider, and of those that are
// Amika's own.
const (
	keyEntry     = `"p%05d":{"type":"api","key":"k"}`
	expiredEntry = `"p%05d":{"type":"oauth","access":"k","expires":1000}`
	clashing     = `"p%05d-x":{"type":"api","key":"k"},"p%05[1]d_x":{"type":"api","key":"l"}`
	ownEntry     = `"P%05d_API_KEY":"k"`
)

// amika-extract accepts 1,000 credentials of one file, so that most loads are spread
// over several.
const (
	first   = 125     // how many there are at first
	inTwo   = 2_000   // at most in two files
	inFive  = 4_000   // at most in five
	tooMany = 128_000 // at most in one, which is more than is accepted
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
	return []load{
		{"members that mean nothing", 31_250, 1_000_000, among(store{claudePath, `"member%07d": %[1]d`}), extract(), nil},
		{"more providers than are accepted", first, tooMany, among(store{openCodePath, keyEntry}), extract(), nil},
		{"choosing: providers", first, inFive, keys, extract(), nil},
		{"choosing: sources with the same providers", first, inTwo, beside(keyEntry), extract(), nil},
		{"choosing: --native", first, inFive, keys, extract("--native"), nil},
		{"choosing: --provider names each", first, inFive, keys, naming("--provider"), nil},
		{"choosing: --require names each", first, inFive, keys, naming("--require"), nil},
		{"choosing: variables of a command", first, inFive, keys, extract("--", filepath.Join(b.programs, "empty")), nil},
		{"listing: providers", first, inFive, keys, extract("--list"), nil},
		{"listing: sources with the same providers, as JSON", first, inTwo, beside(keyEntry), extract("--list", "--format", "json"), nil},
	}
}

// leftOut returns loads of credentials that are left out, for several reasons.
func leftOut() []load {
	return []load{
		{"warnings: names that can't be used", first, inTwo, both(`"p%05d!":{"type":"api","key":"k"}`), extract(), nil},
		{"warnings: expired sessions", first, inTwo, both(expiredEntry), extract(), nil},
		{"warnings: expired sessions beside keys", first, inTwo, beside(expiredEntry), extract(), nil},
		{"warnings: --require names what is not there", first, 16_000, both(`"q%05d":{}`), naming("--require"), nil},
		{"conflicts: two spellings of each name", first, inTwo / 2, both(clashing), extract(), nil},
		{"conflicts: many spellings of one name", first, inTwo / 2, spellings, extract(), nil},
		{"conflicts: many spellings, listed", first, inTwo / 2, spellings, extract("--list"), nil},
		{"refused by --format sh", first, inTwo, both(`"%05dp":{"type":"api","key":"k"}`), extract(), nil},
		{"refused by --format dotenv", first, inTwo, both(`"p%05d":{"type":"api","key":"$k"}`), extract("--format", "dotenv"), nil},
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
		{"session: token", first, tooMany, stored(24 * time.Hour), token, env},
		{"session: token, refreshed", first, tooMany, stored(-time.Hour), token, env},
	}
}

// A store is a file and the format of its members, into which their index goes.
type store struct{ path, format string }

// among returns a function that makes n members in all, as many in each store.
func among(stores ...store) func(int) map[string]string {
	return func(n int) map[string]string {
		files := make(map[string]string)
		for i, s := range stores {
			from, to := n*i/len(stores), n*(i+1)/len(stores)
			files[s.path] = members(to-from, func(i int) string { return fmt.Sprintf(s.format, from+i) })
		}
		return files
	}
}

// both returns a function that makes n entries in the files of OpenCode and of Kilo,
// which have the same form.
func both(format string) func(int) map[string]string {
	return among(store{openCodePath, format}, store{kiloPath, format})
}

// keys makes n keys for as many providers in five files.
func keys(n int) map[string]string {
	return among(store{openCodePath, keyEntry}, store{kiloPath, keyEntry},
		store{keychainPath, ownEntry}, store{cachePath, ownEntry}, store{oauthPath, ownEntry})(n)
}

// beside returns a function that makes n entries, and as many keys for the same
// providers in sources of higher priority.
func beside(format string) func(int) map[string]string {
	return func(n int) map[string]string {
		files := both(format)(n)
		maps.Copy(files, among(store{keychainPath, ownEntry}, store{cachePath, ownEntry})(n))
		return files
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
