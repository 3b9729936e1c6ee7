package source

import (
	"strings"

	"amika.dev/pkg/jwt"
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

const errAmpSession constError = "it is the token of an OAuth session, which Amp refuses in AMP_API_KEY"

const errForeignServer constError = "for another server"

// ampSecrets is where today's Amp keeps its keys, one for each server. Only the
// key for its own server is of use elsewhere.
var ampSecrets = Source{
	Priority: 90,
	ID:       "amp_secrets",
	keyring: func(*Discovery) Item {
		return Item{Service: "amp.cli.apiKey", Account: "ampcode.com", Attribute: "username", For: "secrets.json", Member: ampOwn}
	},
	settings: []Location{"$XDG_CONFIG_HOME/amp/settings.json", "~/.config/amp/settings.json"},
	Files:    []Location{"$XDG_DATA_HOME/amp/secrets.json", "~/.local/share/amp/secrets.json"},
	want: func() shape {
		return func(name string, _ jsontext.Kind) (shape, bool) {
			return nil, strings.HasPrefix(name, ampPrefix) || name == ampNativeStore
		}
	},
	find: func(f file) {
		if f.member(ampNativeStore).value.kind == jsontext.KindTrue && !f.asked {
			f.append(Finding{Provider: "amp", Kind: APIKey, Field: ampNativeStore, State: Excluded, Reason: keptIn(systemKeyring)})
		}
		for entry := range f.entries() {
			if entry.name != ampOwn && entry.name != ampNativeStore {
				f.exclude(Finding{Kind: APIKey}, entry, errForeignServer)
			}
		}
		key := f.member(ampOwn)
		switch {
		case !jwt.Is(key.text()):
			f.add(Finding{Kind: APIKey, Own: true}, "amp", key)
		case !f.noOAuth:
			f.leaveOut(Finding{Provider: "amp", Kind: OAuth, Own: true}, key, errAmpSession)
		default:
			f.notWanted(key)
		}
	},
}

// Members of the store and of the settings.
const (
	ampPrefix      = "apiKey@"
	ampOwn         = "apiKey@https://ampcode.com/"
	ampNativeStore = "amp.experimental.cli.nativeSecretsStorage.enabled"
)
