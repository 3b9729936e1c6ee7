package source

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"amika.dev/pkg/secret"
)

// openCode is OpenCode's store of logins, one member for each provider.
var openCode = Source{
	Priority: 200,
	ID:       "opencode",
	Files:    []Location{"$XDG_DATA_HOME/opencode/auth.json", "~/.local/share/opencode/auth.json"},
	want:     openCodeStore,
	find:     findInOpenCodeStore,
}

// openCodeStore is the shape of the store of OpenCode and of an agent that is made
// from it.
func openCodeStore() shape {
	return every(session("type", "key", "access", "refresh", "token", "accountId", "enterpriseUrl"))
}

func findInOpenCodeStore(f file) {
	for entry := range f.entries() {
		switch strings.ToLower(entry.member("type").text()) {
		case "api":
			f.add(Finding{Kind: APIKey, Own: true, Entry: f.storeEntry(entry)}, entry.name, entry.member("key"))
		case "oauth":
			refresh := entry.member("refresh").value.text
			about := Finding{Own: true, Renews: refresh != "" && refresh != entry.member("access").value.text, Entry: f.storeEntry(entry)}
			f.login(about, entry.name, entry.member("access"), entry)
		case "wellknown":
			f.wellKnown(entry)
		}
	}
}

// storeEntry returns an entry of the store as JSON, without the refresh token: a
// session is renewed by the one who has it, and each refresh token is good for one
// use. A token that is the access token as well, as GitHub's is, stays.
func (f *findings) storeEntry(entry *node) secret.String {
	if !f.native {
		return secret.String{}
	}
	text := AppendString(nil, entry.name)
	before := `:{`
	for _, name := range []string{"type", "key", "access", "refresh", "token", "accountId", "enterpriseUrl", "expires", "expiresAt"} {
		v := entry.value.members.get(name)
		if name == "refresh" && v.text != entry.value.members.get("access").text {
			v.text = ""
		}
		switch {
		case v.long:
			return secret.String{}
		case v.kind == jsontext.KindString:
			text = AppendString(append(AppendString(append(text, before...), name), ':'), v.text)
		case v.kind == jsontext.KindNumber:
			text = append(append(AppendString(append(text, before...), name), ':'), v.text...)
		default:
			continue
		}
		before = ","
	}
	return secret.New(string(append(text, '}')))
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
	if err := checkVariable(variable); err != nil {
		f.leaveOut(Finding{Kind: APIKey, Native: true}, token, err)
		return
	}
	f.add(Finding{Kind: APIKey, Variable: variable, Native: true, Entry: f.storeEntry(entry)}, host(entry.name), token)
}
