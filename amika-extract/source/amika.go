package source

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// amikaEnvCache is the environment that Amika keeps for sandboxes.
var amikaEnvCache = Source{
	Priority: 290,
	ID:       "amika_env_cache",
	Files:    []Location{"@XDG_CACHE_HOME/amika/env-cache.json"},
	want:     amikaKeys,
	find:     findAmikaKeys,
}

// amikaKeychain is where Amika's clients keep keys if there is no system keychain.
var amikaKeychain = Source{
	Priority: 280,
	ID:       "amika_keychain",
	Files:    []Location{"@XDG_DATA_HOME/amika/keychain.json"},
	want:     amikaKeys,
	find:     findAmikaKeys,
}

// amikaKeys is the shape of a store of members like "GROQ_API_KEY": "...".
func amikaKeys() shape { return amikaKey }

func findAmikaKeys(f file) {
	for entry := range f.entries() {
		provider, _ := cutAPIKey(entry.name)
		f.key(provider, entry)
	}
}

// amikaOAuth is the store of the sessions that Amika holds: objects that are named
// after their provider, and members as in the other two stores.
var amikaOAuth = Source{
	Priority: 270,
	ID:       "amika_oauth",
	OAuth:    true,
	Files:    []Location{"@XDG_STATE_HOME/amika/oauth.json"},
	want: func() shape {
		inside := session(amikaTokens[:]...)
		return either(amikaKey, func(_ string, kind jsontext.Kind) (shape, bool) {
			return inside, kind == jsontext.KindBeginObject
		})
	},
	find: func(f file) {
		for entry := range f.entries() {
			if provider, ok := cutAPIKey(entry.name); ok && entry.isText() {
				f.session(provider, entry, absent())
			} else {
				f.session(entry.name, entry.firstText(amikaTokens[:]...), entry)
			}
		}
	},
}

// amikaTokens are the members that may hold the token of a session.
var amikaTokens = [...]string{"access", "accessToken", "access_token"}

// amikaKey is the shape of the flat stores. Other members are not meant for us,
// whatever their type.
func amikaKey(name string, kind jsontext.Kind) (shape, bool) {
	_, ok := cutAPIKey(name)
	return nil, ok && kind == jsontext.KindString
}

// cutAPIKey cuts _API_KEY, in any case, off the name of a variable. The part
// before it names the provider.
func cutAPIKey(name string) (provider string, ok bool) {
	const suffix = "_API_KEY"
	cut := len(name) - len(suffix)
	if cut < 0 || !strings.EqualFold(name[cut:], suffix) {
		return "", false
	}
	return name[:cut], true
}
