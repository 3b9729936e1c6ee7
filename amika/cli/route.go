package cli

// A helperCall is a program to run and the arguments that come before those
// that were typed.
type helperCall struct {
	program string
	args    []string
}

// A commandRoute is a command of the auth group and what runs it.
type commandRoute struct {
	name    string
	purpose string // as in the help
	call    helperCall
}

// helpers are the programs that belong to amika.
func helpers() []string { return []string{"amika-login", "amika-extract"} }

// routes returns the commands that helpers run.
func routes() []commandRoute {
	return []commandRoute{
		{"login", "Log in to Amika", helperCall{"amika-login", nil}},
		{"status", "Show who is logged in", helperCall{"amika-login", []string{"status"}}},
		{"token", "Print a token for scripts", helperCall{"amika-login", []string{"token"}}},
		{"logout", "Log out", helperCall{"amika-login", []string{"logout"}}},
		{"extract", "Print the API keys that coding agents left on disk", helperCall{"amika-extract", nil}},
	}
}

// route finds what runs a command line, and the arguments left for it.
func route(args []string) (call helperCall, rest []string, ok bool) {
	if len(args) < 2 || args[0] != "auth" {
		return helperCall{}, nil, false
	}
	for _, r := range routes() {
		if r.name == args[1] {
			return r.call, args[2:], true
		}
	}
	return helperCall{}, nil, false
}
