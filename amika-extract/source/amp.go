package source

import (
	"strings"

	"amika.dev/pkg/jwt"
	"amika.dev/pkg/secret"
	"github.com/go-json-experiment/json/jsontext"
)

// amp is the configuration of an older Amp.
var amp = Source{
	Priority: 100,
	ID:       "amp",
	Files:    []Location{"~/.amp/config.json"},
	want: func() shape {
		return either(members(ampTop[:]...), within("auth", members(ampAuth[:]...)), within("anthropic", members(ampAnthropic[:]...)))
	},
	find: func(f file) {
		for _, name := range ampTop {
			f.key("anthropic", f.member(name))
		}
		for _, name := range ampAuth {
			f.key("anthropic", f.member("auth").member(name))
		}
		for _, name := range ampAnthropic {
			f.key("anthropic", f.member("anthropic").member(name))
		}
	},
}

// The members of the configuration that may hold a key, and of the objects in it.
var (
	ampTop       = [...]string{"anthropicApiKey", "anthropic_api_key", "apiKey", "api_key", "accessToken", "access_token", "token"}
	ampAuth      = [...]string{"anthropicApiKey", "apiKey", "token"}
	ampAnthropic = [...]string{"apiKey", "token"}
)

const (
	errAmpSession constError = "it is the token of an OAuth session, which Amp refuses in AMP_API_KEY"
	errAmpLease   constError = "it can't be used without its refresh token"
)

const errForeignServer constError = "for another server"

// ampSecrets is where today's Amp keeps its keys, one for each server. Only the
// key for its own server is of use elsewhere.
var ampSecrets = Source{
	Priority: 90,
	ID:       "amp_secrets",
	keyring: func(*Discovery) Item {
		return Item{Service: "amp.cli.apiKey", Account: "ampcode.com", Attribute: "username", For: "secrets.json", Member: ampOwn}
	},
	servers:  true,
	settings: []Location{"$XDG_CONFIG_HOME/amp/settings.json", "~/.config/amp/settings.json"},
	Files:    []Location{"$XDG_DATA_HOME/amp/secrets.json", "~/.local/share/amp/secrets.json"},
	lease:    []string{"*"},
	want: func() shape {
		return func(name string, _ jsontext.Kind) (shape, bool) {
			return nil, strings.HasPrefix(name, ampPrefix) || name == ampNativeStore || name == ampAddress
		}
	},
	find: func(f file) {
		if setting := f.member(ampNativeStore); setting.value.kind == jsontext.KindTrue && !f.asked {
			f.inStore(&Finding{Provider: "amp", Kind: APIKey}, setting)
		}
		if !f.foreign && f.lease == nil { // Amp would send the key there in this home alone
			f.redirect(ToServer, &Finding{}, "amp", f.member(ampAddress))
		}
		for entry := range f.entries() {
			switch {
			case entry.name == ampOwn, !strings.HasPrefix(entry.name, ampPrefix):
			case f.lease != nil && strings.HasPrefix(entry.name, ampPrefix):
				f.ampKey(entry)
			default:
				f.exclude(&Finding{Kind: APIKey}, entry, errForeignServer)
			}
		}
		f.ampKey(f.member(ampOwn))
	},
}

// ampKey records the key for a server, unless it is the token of a session.
func (f file) ampKey(key *node) {
	about := &Finding{Kind: APIKey, Own: true}
	reason := errAmpSession
	if f.lease != nil {
		about.Entry = secret.New(f.value.members.json(key.name))
		reason = errAmpLease
	}
	switch {
	case !jwt.Is(key.text()):
		f.add(about, "amp", key)
	case !f.noOAuth:
		about.Provider, about.Kind = "amp", OAuth
		f.leaveOut(about, key, reason)
	default:
		f.notWanted(key)
	}
}

// Members of the store and of the settings.
const (
	ampPrefix      = "apiKey@"
	ampOwn         = "apiKey@https://ampcode.com/"
	ampAddress     = "amp.url"
	ampNativeStore = "amp.experimental.cli.nativeSecretsStorage.enabled"
)
