package source

import (
	"path/filepath"
	"slices"
	"strings"

	"amika.dev/pkg/secret"
	"github.com/go-json-experiment/json/jsontext"
)

// openCode is OpenCode's store of logins, one member for each provider.
var openCode = Source{
	Priority: 200,
	ID:       "opencode",
	Files:    []Location{"$XDG_DATA_HOME/opencode/auth.json", "~/.local/share/opencode/auth.json"},
	lease:    []string{"*/*"},
	servers:  true,
	settings: []Location{
		"$XDG_CONFIG_HOME/opencode/opencode.json", "$XDG_CONFIG_HOME/opencode/opencode.jsonc",
		"~/.config/opencode/opencode.json", "~/.config/opencode/opencode.jsonc",
	},
	want: func() shape {
		server := within("options", members("baseURL"))
		return either(within("provider", either(openCodeEntry(), func(_ string, kind jsontext.Kind) (shape, bool) {
			return server, kind == jsontext.KindBeginObject
		})), openCodeStore())
	},
	find: func(f file) {
		if filepath.Base(f.filePath) == "auth.json" {
			findInOpenCodeStore(f)
			return
		}
		for entry := range f.member("provider").entries() {
			f.redirect(ToServer, &Finding{}, entry.name, entry.member("options").member("baseURL"))
		}
	},
}

// openCodeStore is the shape of the store of OpenCode and of an agent that is made
// from it.
func openCodeStore() shape { return every(openCodeEntry()) }

func openCodeEntry() shape {
	return session("type", "key", "access", "refresh", "token", "accountId", "enterpriseUrl")
}

func findInOpenCodeStore(f file) {
	for entry := range f.entries() {
		switch strings.ToLower(entry.member("type").text()) {
		case "api":
			f.add(&Finding{Kind: APIKey, Own: true, Entry: f.storeEntry(entry, "")}, entry.name, entry.member("key"))
		case "oauth":
			f.openCodeLogin(entry)
		case "wellknown":
			f.wellKnown(entry)
		}
	}
}

// openCodeLogin records an OAuth session. Its refresh token is good for one use, so
// that it goes nowhere; one that is the access token as well, as GitHub's is, does.
func (f *findings) openCodeLogin(entry *node) {
	access, refresh := entry.member("access"), entry.member("refresh").value.text
	isOne := refresh == access.value.text
	kept := ""
	if isOne {
		kept = refresh
	}
	about := &Finding{
		Own: true, Renews: refresh != "" && !isOne, Ranked: true, Tied: entry.member("enterpriseUrl").has(),
		Entry: f.storeEntry(entry, `"refresh":`+string(AppendString(nil, kept)), "type", "access", "accountId", "enterpriseUrl", "expires", "expiresAt"),
	}
	if f.lease != nil && !isOne && !slices.Contains(worksInABox[:], entry.name) && !f.noOAuth {
		about.Kind, about.Provider = OAuth, entry.name
		f.leaveOut(about, access, errNotInABox)
		return
	}
	f.login(about, entry.name, access, entry)
}

// worksInABox are the providers whose logins OpenCode was seen to use with an empty
// refresh token, until they expire.
var worksInABox = [...]string{"openai"}

const errNotInABox constError = "OpenCode isn't known to use it without its refresh token"

// storeEntry returns an entry of the store as JSON: members with these names, or all,
// and one more that is JSON already.
func (f *findings) storeEntry(entry *node, more string, names ...string) secret.String {
	if !f.native {
		return secret.String{}
	}
	members := &entry.value.members
	for i := range members.members {
		if m := &members.members[i]; m.value.long && f.lease == nil {
			return secret.String{} // it is not whole
		}
	}
	return secret.New(string(AppendString(nil, entry.name)) + ":{" + strings.TrimSuffix(members.json(names...)+more, ",") + "},")
}

// AppendString appends a JSON string. What is not UTF-8 in it becomes U+FFFD.
func AppendString(text []byte, s string) []byte {
	text, _ = jsontext.AppendQuote(text, s) // the error is that s is not UTF-8
	return text
}

// wellKnown records the token of a company's server, which named the variable
// that it is read from. The entry is called by the server's URL.
func (f *findings) wellKnown(entry *node) {
	token := entry.member("token")
	variable := entry.member("key").text()
	about := &Finding{Kind: APIKey, Variable: variable, Native: true, Own: f.lease != nil, Entry: f.storeEntry(entry, "")}
	if err := checkVariable(variable); err != nil && f.lease == nil {
		f.leaveOut(&Finding{Kind: APIKey, Native: true}, token, err)
		return
	}
	f.add(about, host(entry.name), token)
}
