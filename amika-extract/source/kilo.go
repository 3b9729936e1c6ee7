package source

// kilo is the store of Kilo, which is made from OpenCode.
func kilo(priority int) Source {
	return openCodeStore(priority, "kilo", "$XDG_DATA_HOME/kilo/auth.json", "~/.local/share/kilo/auth.json")
}
