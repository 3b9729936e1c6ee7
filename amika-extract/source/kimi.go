package source

import "path/filepath"

// Where Kimi Code's own sessions are good, unless its configuration says otherwise of
// the provider that they are for: there may be another server in a region.
const (
	kimiServer = "https://api.kimi.com/coding/v1"
	kimiOwn    = "managed:kimi-code"
)

// kimiCode is the login of Moonshot's Kimi Code, and the keys in its
// configuration.
var kimiCode = Source{
	Priority: 45,
	ID:       "kimi_code",
	Files: []Location{
		"$KIMI_CODE_HOME/credentials/kimi-code.json", "$KIMI_CODE_HOME/config.toml",
		"~/.kimi-code/credentials/kimi-code.json", "~/.kimi-code/config.toml",
	},
	want: func() shape {
		session := members("access_token", "refresh_token", "expires_at")
		provider := members("api_key", "base_url")
		model := members("provider", "model")
		return either(session, members("default_model"), within("providers", every(provider)), within("models", every(model)))
	},
	find: func(f file) {
		if filepath.Ext(f.filePath) != ".toml" {
			about := &Finding{Own: true, Native: true, Renews: f.member("refresh_token").has(), Variable: kimiKey}
			about.With = []Setting{{kimiModel, "kimi-for-coding"}, {kimiAddress, kimiServer}}
			f.login(about, "kimi-code", f.member("access_token"), f.node, "expires_at")
			return
		}
		chosen := f.member("models").member(f.member("default_model").value.text)
		for entry := range f.member("providers").entries() {
			key, address := entry.member("api_key"), entry.member("base_url")
			if entry.name == kimiOwn && address.value.text != kimiServer {
				f.redirect(ToServer, &Finding{Kind: OAuth}, "kimi-code", address)
			}
			if key.text() == "" {
				continue
			}
			f.keyFor(&Finding{Kind: APIKey}, entry.name, key, address)
			if chosen.member("provider").value.text == entry.name {
				f.kimiChoice(key, chosen.member("model"), address)
			}
		}
	},
}

// The variables of a model for Kimi Code. It reads no other key.
const (
	kimiKey     = "KIMI_MODEL_API_KEY"
	kimiModel   = "KIMI_MODEL_NAME"
	kimiAddress = "KIMI_MODEL_BASE_URL"
)

// kimiChoice records the key of the model that Kimi Code itself uses.
func (f *findings) kimiChoice(key, model, address *node) {
	if !model.has() || checkKey(model.value) != nil || checkKey(address.value) != nil {
		return
	}
	about := &Finding{Kind: APIKey, Own: true, Native: true, Variable: kimiKey, With: []Setting{{kimiModel, model.value.text}}}
	if address.has() {
		about.With = append(about.With, Setting{kimiAddress, address.value.text})
	}
	f.add(about, "kimi-code", key)
}
