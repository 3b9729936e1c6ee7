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
			[]source.Location{"!$XDG_DATA_HOME/opencode/auth.json", "~/.local/share/opencode/auth.json"},
			shape{use: inside, each: &shape{use: whole}},
		}},
		lease: leaseOpenCode,
	}
}

// leaseOpenCode hands over all entries that work in a box.
func leaseOpenCode(f *found) {
	d := &f.docs[0]
	auth := object()
	for _, entry := range d.members {
		switch strings.ToLower(entry.str("type")) {
		case "api":
			if f.secret(d, entry.value, "key") != "" {
				auth.set(entry.name, entry.value)
			}
		case "wellknown":
			if f.secret(d, entry.value, "token") != "" {
				auth.set(entry.name, entry.value)
			}
		case "oauth":
			if login, ok := f.openCodeLogin(d, entry); ok {
				auth.set(entry.name, login)
			}
		}
	}
	if len(auth.members) > 0 {
		f.give(".local/share/opencode/auth.json", auth, d, Leased)
	}
}

// openCodeLogin returns what of a login is handed over, if it works at all
// without its refresh token.
func (f *found) openCodeLogin(d *document, entry member) (value, bool) {
	what := "the login of " + terminal.Escape(entry.name)
	access, refresh := entry.str("access"), entry.str("refresh")
	if f.noOAuth || access == "" {
		return value{}, false
	}
	at, err := source.Expiry(entry.get("expires").json())
	if err != nil {
		f.odd(d, "expires of an entry "+err.Error())
		return value{}, false
	}
	if f.isRefused(d, what, at) {
		return value{}, false
	}
	kept := text("")
	if refresh == access {
		kept = text(refresh) // it is one token, which doesn't rotate
	} else if !slices.Contains(worksInABox, entry.name) {
		f.note(d, what+" is left out: OpenCode isn't known to use it without its refresh token")
		return value{}, false
	}
	if f.secret(d, entry.value, "access") == "" {
		return value{}, false
	}
	f.until(at)
	return object(member{"type", entry.get("type")}, member{"refresh", kept}, member{"access", entry.get("access")},
		member{"expires", entry.get("expires")}, member{"accountId", entry.get("accountId")},
		member{"enterpriseUrl", entry.get("enterpriseUrl")}), true
}

// worksInABox are the providers whose logins OpenCode was seen to use with an
// empty refresh token, until they expire.
var worksInABox = []string{"openai"}
