package source

// kilo is the store of Kilo, which is made from OpenCode.
var kilo = Source{
	Priority: 80,
	ID:       "kilo",
	Files:    []Location{"$XDG_DATA_HOME/kilo/auth.json", "~/.local/share/kilo/auth.json"},
	want:     openCodeStore,
	find:     findInOpenCodeStore,
}
