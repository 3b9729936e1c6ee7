package seed

import (
	"slices"
	"strings"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/terminal"
)

// openCode is OpenCode.
func openCode() Agent {
	return Agent{
		Name: "opencode",
		files: []file{{
			[]source.Location{"$XDG_DATA_HOME/opencode/auth.json", "~/.local/share/opencode/auth.json"},
			shape{use: inside, each: &shape{use: whole}},
		}},
		lease: leaseOpenCode,
	}
}

// leaseOpenCode hands over all entries that work in a box.
func leaseOpenCode(f *found) {
	d := &f.docs[0]
	auth := object()
	for _, entry := range d.all() {
		switch strings.ToLower(entry.str("type")) {
		case "api":
			if f.secret(d, entry.value, "key") != "" {
				auth.add(entry.name, entry.value)
			}
		case "wellknown":
			if f.secret(d, entry.value, "token") != "" {
				auth.add(entry.name, entry.value)
			}
		case "oauth":
			auth.add(entry.name, f.openCodeLogin(d, entry))
		}
	}
	if len(auth.members) > 0 {
		f.give(".local/share/opencode/auth.json", auth, d, Leased)
	}
}

// openCodeLogin returns what of a login is handed over, or nil if it doesn't work
// without its refresh token.
func (f *found) openCodeLogin(d *document, entry member) *value {
	what := "the login of " + terminal.Escape(entry.name)
	access, refresh := entry.str("access"), entry.str("refresh")
	if f.noOAuth || access == "" {
		return nil
	}
	at, err := entry.expiry("expires")
	if err != nil {
		f.odd(d, "expires of an entry "+err.Error())
		return nil
	}
	if f.isRefused(d, what, at) {
		return nil
	}
	kept := text("")
	if refresh == access {
		kept = text(refresh) // it is one token, which doesn't rotate
	} else if !slices.Contains(worksInABox, entry.name) {
		f.note(d, what+" is left out: OpenCode isn't known to use it without its refresh token")
		return nil
	}
	if f.secret(d, entry.value, "access") == "" {
		return nil
	}
	f.until(at)
	login := object().add("type", entry.get("type")).add("refresh", kept)
	for _, name := range []string{"access", "expires", "accountId", "enterpriseUrl"} {
		login.add(name, entry.get(name))
	}
	return login
}

// worksInABox are the providers whose logins OpenCode was seen to use with an
// empty refresh token, until they expire.
var worksInABox = []string{"openai"}
