package source

import "strings"

// openCode is OpenCode's store of logins, one member for each provider.
func openCode(priority int) Source {
	return Source{
		Priority: priority,
		ID:       "opencode",
		Files:    []Location{"$XDG_DATA_HOME/opencode/auth.json", "~/.local/share/opencode/auth.json"},
		want:     every(members(append(expiries(), "type", "key", "access", "token")...)),
		find: func(f file) {
			for entry := range f.entries() {
				switch strings.ToLower(entry.member("type").text()) {
				case "api":
					f.key(entry.name, entry.member("key"))
				case "oauth":
					f.session(entry.name, entry.member("access"), entry)
				case "wellknown":
					if f.native {
						f.wellKnown(entry)
					}
				}
			}
		},
	}
}

// wellKnown finds the token of a server that named the variable which it wants
// it in. The entry is called by the server's URL.
func (f *findings) wellKnown(entry node) {
	token := entry.member("token")
	variable := entry.member("key").text()
	if reason := unusableVariable(variable); reason != "" {
		f.leaveOut(Finding{Kind: APIKey}, token, reason)
		return
	}
	f.keyFor(variable, host(entry.name), token)
}

// host is the name of the host in a URL, without a port. What is no URL stays as
// it is.
func host(url string) string {
	if _, rest, ok := strings.Cut(url, "://"); ok {
		url = rest
	}
	if end := strings.IndexAny(url, "/?#"); end >= 0 {
		url = url[:end]
	}
	url = url[strings.LastIndexByte(url, '@')+1:]
	if name, port, ok := strings.Cut(url, ":"); ok && strings.Trim(port, "0123456789") == "" {
		url = name
	}
	return url
}
