package source

import "strings"

// openCode is OpenCode's store of logins, one member for each provider.
func openCode(priority int) Source {
	return Source{
		Priority: priority,
		ID:       "opencode",
		Files:    []Location{home(".local/share/opencode/auth.json")},
		want:     every(members(append(expiries(), "type", "key", "access")...)),
		find: func(f file) {
			for entry := range f.entries() {
				switch strings.ToLower(entry.member("type").text()) {
				case "api":
					f.key(entry.name, entry.member("key"))
				case "oauth":
					f.session(entry.name, entry.member("access"), entry)
				}
			}
		},
	}
}
