package source

// An Unread is a file in which credentials are kept, but which is not read.
type Unread struct {
	Source
	Why string // and what helps, for people
}

// NotRead returns such files, which must not be changed. The formats of these are
// not worth what a parser for them would add to the program.
func NotRead() []Unread { return notRead[:] }

var notRead = [...]Unread{
	{
		Source{ID: "gh", Files: []Location{"$GH_CONFIG_DIR/hosts.yml", "$XDG_CONFIG_HOME/gh/hosts.yml", "~/.config/gh/hosts.yml"}},
		"it is YAML, which is not read; 'gh auth token' prints the token",
	},
	{
		Source{ID: "goose", Files: []Location{"$XDG_CONFIG_HOME/goose/secrets.yaml", "~/.config/goose/secrets.yaml"}},
		"it is YAML, which is not read",
	},
	{Source{ID: "continue", Files: []Location{"~/.continue/config.yaml"}}, "it is YAML, which is not read"},
	{Source{ID: "aider", Files: []Location{"~/.aider.conf.yml"}}, "it is YAML, which is not read"},
	{Source{ID: "openclaw", Files: []Location{"~/.openclaw/state/openclaw.sqlite"}}, "it is a database, which is not read"},
	{
		Source{ID: "opencode_2", Files: []Location{"$XDG_DATA_HOME/opencode/opencode.db", "~/.local/share/opencode/opencode.db"}},
		"it is the database of OpenCode 2, which is not read",
	},
}

// Exists reports whether there is a file that could be read.
func (d *Discovery) Exists(path string) bool {
	if path == "" {
		return false
	}
	f, err := d.Open(path)
	if err != nil {
		return false
	}
	f.Close()
	return true
}
