package seed

import (
	"strings"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/jwt"
)

// amp is Sourcegraph's Amp.
func amp() Agent {
	return Agent{
		Name: "amp",
		files: []file{{
			[]source.Location{"$XDG_DATA_HOME/amp/secrets.json", "~/.local/share/amp/secrets.json"},
			shape{use: inside, each: &shape{use: whole}},
		}},
		lease: leaseAmp,
	}
}

// leaseAmp hands over the keys, one for each server. A session lives for minutes
// alone.
func leaseAmp(f *found) {
	d := &f.docs[0]
	secrets := object()
	for _, m := range d.all() {
		if !strings.HasPrefix(m.name, "apiKey@") {
			continue
		}
		if jwt.Is(d.str(m.name)) {
			if !f.noOAuth {
				f.note(d, "a session is left out: it can't be used without its refresh token")
			}
			continue
		}
		if f.secret(d, d.value, m.name) != "" {
			secrets.add(m.name, m.value)
		}
	}
	if len(secrets.members) > 0 {
		f.give(".local/share/amp/secrets.json", secrets, d, Leased)
	}
}
