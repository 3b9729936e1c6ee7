package source

import (
	"strings"

	"amika.dev/pkg/jwt"
	"github.com/go-json-experiment/json/jsontext"
)

// amp is the configuration of an older Amp.
func amp(priority int) Source {
	top := []string{"anthropicApiKey", "anthropic_api_key", "apiKey", "api_key", "accessToken", "access_token", "token"}
	auth := []string{"anthropicApiKey", "apiKey", "token"}
	anthropic := []string{"apiKey", "token"}
	return Source{
		Priority: priority,
		ID:       "amp",
		Files:    []Location{"~/.amp/config.json"},
		want:     either(members(top...), within("auth", members(auth...)), within("anthropic", members(anthropic...))),
		find: func(f file) {
			for _, name := range top {
				f.key("anthropic", f.member(name))
			}
			for _, name := range auth {
				f.key("anthropic", f.member("auth").member(name))
			}
			for _, name := range anthropic {
				f.key("anthropic", f.member("anthropic").member(name))
			}
		},
	}
}

const errAmpSession constError = "it is the token of an OAuth session, which Amp refuses in AMP_API_KEY"

const errForeignServer constError = "for another server"

// ampSecrets is where today's Amp keeps its keys, one for each server. Only the
// key for its own server is of use elsewhere.
func ampSecrets(priority int) Source {
	const prefix, own, nativeStore = "apiKey@", "apiKey@https://ampcode.com/", "amp.experimental.cli.nativeSecretsStorage.enabled"
	return Source{
		Priority: priority,
		ID:       "amp_secrets",
		keyring: func(*Discovery) Item {
			return Item{Service: "amp.cli.apiKey", Account: "ampcode.com", Attribute: "username", For: "secrets.json", Member: own}
		},
		settings: []Location{"$XDG_CONFIG_HOME/amp/settings.json", "~/.config/amp/settings.json"},
		Files:    []Location{"$XDG_DATA_HOME/amp/secrets.json", "~/.local/share/amp/secrets.json"},
		want: func(name string, _ jsontext.Kind) (shape, bool) {
			return nil, strings.HasPrefix(name, prefix) || name == nativeStore
		},
		find: func(f file) {
			if f.member(nativeStore).value.kind == jsontext.KindTrue && !f.asked {
				f.append(Finding{Provider: "amp", Kind: APIKey, Field: nativeStore, State: Excluded, Reason: keptIn(systemKeyring)})
			}
			for entry := range f.entries() {
				if entry.name != own && entry.name != nativeStore {
					f.exclude(Finding{Kind: APIKey}, entry, errForeignServer)
				}
			}
			key := f.member(own)
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
}
