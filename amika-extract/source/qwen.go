package source

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

const errNoServer constError = "its settings don't say which server it is for"

// qwen is the environment that the settings of Qwen Code give it, and its table of
// models, which says what server each key is for.
var qwen = Source{
	Priority: 60,
	ID:       "qwen",
	Files:    []Location{"$QWEN_HOME/settings.json", "~/.qwen/settings.json"},
	want: func() shape {
		model := members("baseUrl", "envKey")
		return either(within("env", qwenVariable), within("modelProviders", every(either(model, elements(model)))))
	},
	find: func(f file) {
		servers := make(map[string][]string) // by the variable of the key
		for provider := range f.member("modelProviders").entries() {
			for model := range provider.entries() {
				if name, url := model.member("envKey").value.text, model.member("baseUrl").value.text; url != "" {
					servers[name] = append(servers[name], url)
				}
			}
		}
		env := f.member("env")
		for key := range env.entries() {
			if name, ok := cutAPIKey(key.name); ok {
				f.qwenKey(name, key, env, servers[key.name])
			}
		}
	},
}

// qwenVariable selects keys, and what says where they go.
func qwenVariable(name string, _ jsontext.Kind) (shape, bool) {
	_, key := cutAPIKey(name)
	return nil, key || strings.HasSuffix(name, "_BASE_URL") || strings.HasSuffix(name, "_MODEL")
}

// qwenKey records a key of the environment. Qwen Code sends one for OpenAI to a
// server of Alibaba's unless an address says otherwise, so that such a key without
// an address can be for any server.
func (f *findings) qwenKey(name string, key, env *node, servers []string) {
	about := &Finding{Kind: APIKey, Own: true}
	provider := name
	if strings.EqualFold(provider, "GEMINI") {
		provider = "google"
	}
	address := env.member(name + "_BASE_URL")
	if address.value.kind != 0 && !address.isText() {
		f.leaveOut(about, key, errUnknownServer)
		return
	}
	if address.has() {
		servers = append(servers, address.value.text)
	}
	own := true
	for _, server := range servers {
		own = own && isOwnServer(provider, server)
	}
	switch {
	case own && (len(servers) > 0 || !strings.EqualFold(provider, "OPENAI")):
		f.add(about, provider, key)
	case len(servers) == 0:
		f.leaveOut(about, key, errNoServer)
	case !address.has() || checkKey(address.value) != nil || checkVariable(key.name) != nil:
		f.leaveOut(about, key, errOtherServer)
	default:
		about.Native, about.Variable = true, key.name
		about.With = []Setting{{address.name, address.value.text}}
		if model := env.member(name + "_MODEL"); model.has() && checkKey(model.value) == nil {
			about.With = append(about.With, Setting{model.name, model.value.text})
		}
		f.add(about, provider, key)
	}
}
