package source

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	errOtherAccount constError = "Copilot uses the account that logged in last"
	errClassicToken constError = "it is a classic personal access token, which Copilot refuses"
)

// copilot is the login of GitHub's Copilot CLI. Where there is a keyring, its file
// says who has logged in, but has no token.
var copilot = Source{
	Priority: 70,
	ID:       "copilot",
	Files:    []Location{copilotMoved, copilotAtHome},
	comments: true,
	keyring: func(d *Discovery) Item {
		return Item{Service: "copilot-cli", account: d.copilotAccount, Attribute: "username", For: "config.json", Member: storedToken}
	},
	want: copilotMembers,
	find: func(f file) {
		last := f.member("lastLoggedInUser")
		account := strings.TrimSuffix(last.member("host").text(), "/") + ":" + last.member("login").text()
		chosen := account != ":"
		f.copilotToken(f.member(storedToken), "")
		tokens := f.member("authTokens")
		if users := f.member("loggedInUsers"); chosen && users.value.kind == jsontext.KindBeginArray && tokens.value.kind == 0 && !f.asked {
			f.inStore(&Finding{Provider: "github-copilot", Kind: OAuth}, users)
		}
		found := false
		for entry := range tokens.entries() {
			of := strings.TrimSuffix(entry.name, ":github")
			token := entry.member("token")
			switch {
			case !strings.HasPrefix(of, gitHub+":"):
				f.leaveOut(&Finding{Kind: OAuth}, token, errOtherServer)
			case found && of == account: // a twin
			case chosen && of != account, found:
				f.exclude(&Finding{Kind: OAuth}, token, errOtherAccount)
			default:
				found = token.text() != ""
				account = of
				f.copilotToken(token, strings.TrimPrefix(of, gitHub+":"))
			}
		}
	},
}

// The configuration of Copilot.
const (
	copilotMoved  Location = "$COPILOT_HOME/config.json"
	copilotAtHome Location = "~/.copilot/config.json"
)

func copilotMembers() shape {
	return either(members("loggedInUsers", storedToken), within("lastLoggedInUser", members("host", "login")),
		within("authTokens", every(members("token"))))
}

const (
	gitHub      = "https://github.com"
	storedToken = "the item in the key store" // which has no member
)

// copilotToken records a token of GitHub's for Copilot.
func (f *findings) copilotToken(token *node, login string) {
	about := &Finding{Own: true, Account: login}
	const provider = "github-copilot"
	switch text := token.text(); {
	case text == "":
	case strings.HasPrefix(text, "github_pat_"):
		about.Kind = APIKey
		f.add(about, provider, token)
	case strings.HasPrefix(text, "ghp_"):
		about.Kind = APIKey
		f.leaveOut(about, token, errClassicToken)
	default:
		f.login(about, provider, token, absent())
	}
}

// copilotAccount returns what Copilot calls the account that logged in last, if it
// is one of github.com.
func (d *Discovery) copilotAccount() string {
	root := d.peek(&Source{Files: []Location{copilotMoved, copilotAtHome}, comments: true, want: copilotMembers})
	last := root.members.get("lastLoggedInUser")
	login := last.members.get("login").text
	if strings.TrimSuffix(last.members.get("host").text, "/") != gitHub || login == "" {
		return ""
	}
	return gitHub + ":" + login
}
