package cli

import (
	"errors"
	"flag"
	"slices"
	"strings"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
)

// options are what the flags set.
type options struct {
	export    bool
	homedir   string
	noOAuth   bool
	noClobber bool
	native    bool
	list      bool
	format    string   // empty for the default
	providers []string // canonical; empty for all
	require   []string // canonical
	typed     *options // what was typed; nil until the environment is asked for the rest
}

func (e *extract) command() *command.Command {
	return &command.Command{
		Name:    name,
		Purpose: "Print the API keys that coding agents left on disk, or run a command with them",
		Usage: `[--export] [--homedir DIR] [--no-oauth] [--format FORMAT]
                [--provider P,...] [--require P,...] [--no-clobber]
                [--native] [--list] [-- COMMAND ARG...]`,
		Help: `Reads the files of Claude Code, Codex, OpenCode and Amp, and Amika's own
stores. If several have a key for one provider, the agent's own comes first.
Prints shell assignments, or runs COMMAND with the keys in its environment,
under the names that agents read (--native), and ends with its status. Nothing
is sent anywhere.`,
		Examples: []command.Example{
			{Line: "amika-extract -- claude", Purpose: "run an agent with the keys of the others"},
			{Line: `eval "$(amika-extract --export)"`, Purpose: "give the keys to all that this shell starts"},
			{Line: "amika-extract --list", Purpose: "see what was found where, and why not; shows no key"},
		},
		Statuses: []command.Status{
			command.Done, command.Failed, command.Usage, command.Partial, command.NoCredential, command.CannotRun, command.NotFound,
		},
		Flags:        e.flags,
		CompleteFlag: e.values,
		Trailing: func(argv []string) {
			e.argv, e.commanded = argv, true
			e.native = true // the command is an agent
		},
		Exec:     e.run,
		Commands: []*command.Command{e.seed()},
	}
}

func (e *extract) flags(fs *flag.FlagSet) {
	fs.BoolVar(&e.export, "export", false, "in sh and fish, export the variables")
	fs.BoolVar(&e.noOAuth, "no-oauth", false, "leave out the access tokens of OAuth sessions")
	fs.BoolVar(&e.noClobber, "no-clobber", false, "leave out variables that the environment already has")
	fs.BoolVar(&e.native, "native", e.native, "name each variable as its own agent reads it")
	fs.BoolVar(&e.list, "list", false, "print what was found where instead, as a table or json")
	fs.Func("homedir", "search `DIR` instead of the home directory", e.setHomedir)
	fs.Lookup("homedir").DefValue = "$HOME"
	fs.Func("format", "print it for `"+render.FormatNames+"`", e.setFormat)
	fs.Lookup("format").DefValue = "sh"
	fs.Func("provider", "keep only the credentials of `PROVIDER,...`", setProviders(&e.providers))
	fs.Lookup("provider").DefValue = "all"
	fs.Func("require", "fail if there is none for one of `PROVIDER,...`", setProviders(&e.require))
}

func (e *extract) formatName() string {
	if e.format == "" {
		return "sh"
	}
	return e.format
}

func (e *extract) setFormat(format string) error {
	if render.FormatFor(format, false) == nil {
		return errors.New("it is none of " + strings.ReplaceAll(render.FormatNames, "|", ", "))
	}
	e.format = format
	return nil
}

// setProviders takes a list of providers.
func setProviders(providers *[]string) func(string) error {
	return func(list string) error {
		*providers = nil
		for _, name := range strings.Split(list, ",") {
			provider, reason := source.Canonical(name)
			if reason != "" {
				return errors.New("providers are anthropic, openai, amp, and others by the names that OpenCode has for them")
			}
			if !slices.Contains(*providers, provider) {
				*providers = append(*providers, provider)
			}
		}
		return nil
	}
}

// variable finds the variable that sets a flag which was not typed. One that
// contradicts what was typed gives way.
func (e *extract) variable(name string) (string, bool) {
	if e.typed == nil {
		typed := e.options
		e.typed = &typed
	}
	value, set := e.env.LookupEnv(name)
	if e.seeds && !isSeedVariable(name, value) {
		return "", false
	}
	if e.givesWay(strings.TrimPrefix(name, "AMIKA_EXTRACT_"), value) {
		return "", false
	}
	return value, set
}

// givesWay reports whether a flag, by its name in capitals, with a value from the
// environment can't go with what was typed.
func (e *extract) givesWay(flag, value string) bool {
	typed := e.typed
	switch flag {
	case "EXPORT":
		return typed.list || typed.format != "" && !render.CanExport(typed.format)
	case "FORMAT":
		return e.commanded || typed.export && !render.CanExport(value) || typed.list && value != "json"
	case "LIST":
		return e.commanded || typed.export || typed.format != "" && typed.format != "json"
	}
	return false
}

// contradiction refuses flags that can't go together, and those that lack what
// they need.
func (e *extract) contradiction() error {
	wrong := func(hint, text string) error { return command.Usagef(hint, "reading the command line: %s", text) }
	help := "run '" + name + " -h'"
	github, _ := e.env.LookupEnv("GITHUB_ENV")
	switch {
	case e.commanded && len(e.argv) == 0:
		return wrong(help, "there is no command after --")
	case e.commanded && e.list:
		return wrong(help, "--list can't be used with a command")
	case e.commanded && e.format != "":
		return wrong(help, "--format can't be used with a command, which gets the credentials in its environment")
	case e.list && e.format != "" && e.format != "json":
		return wrong(help, "--list is a table, or with --format json an array")
	case e.list && e.export:
		return wrong(help, "--export can't be used with --list")
	case e.export && !render.CanExport(e.formatName()):
		return wrong(help, "--export is for the formats sh and fish")
	case e.format == "raw" && len(e.providers) != 1:
		return wrong("write --provider NAME", "--format raw prints the credential of exactly one provider")
	case e.format == "github" && github == "":
		return wrong("GitHub Actions sets it in each step", "--format github appends to the file that GITHUB_ENV names, and it is not set")
	}
	return nil
}
