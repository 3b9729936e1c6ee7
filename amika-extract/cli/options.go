package cli

import (
	"errors"
	"flag"
	"strings"
	"time"

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
	keyring   bool
	format    formatName
	minTTL    life
	providers []string // canonical; empty for all
	require   []string // canonical
}

func (a *app) command() *command.Command {
	return &command.Command{
		Name:    name,
		Group:   "auth",
		Purpose: "Print the API keys that coding agents left on disk, or run a command with them",
		Usage: `[--export] [--homedir DIR] [--no-oauth] [--format FORMAT]
                [--provider P,...] [--require P,...] [--no-clobber]
                [--min-ttl D] [--keyring] [--native] [--list]
                [-- COMMAND ARG...]`,
		Help: `Reads the files of coding agents, such as Claude Code, Codex, OpenCode and Amp,
in the home directory or where CLAUDE_CONFIG_DIR, CODEX_HOME and the XDG
variables say. Prints shell assignments, or runs COMMAND with the keys in its
environment, named as agents read them. Out come ANTHROPIC_API_KEY,
CLAUDE_API_KEY, OPENAI_API_KEY, CODEX_API_KEY, PROVIDER_API_KEY for others.`,
		Manual: manual,
		Examples: []command.Example{
			{Line: "amika-extract --list", Purpose: "see what was found where; shows no key"},
			{Line: `eval "$(amika-extract --export --no-oauth)"`, Purpose: "give the keys to this shell"},
		},
		Statuses: []command.Status{
			command.Done, command.Failed, command.Usage, command.Partial, command.NoCredential, command.CannotRun, command.NotFound,
		},
		Flags:        a.flags,
		Clash:        clash,
		CompleteFlag: a.completeFlag,
		Trailing: func(argv []string) {
			a.argv, a.commanded = argv, true
			a.native = true // the command is an agent
		},
		Exec: a.run,
	}
}

func (a *app) flags(fs *flag.FlagSet) {
	fs.BoolVar(&a.export, "export", false, "export the variables; for sh and fish")
	fs.BoolVar(&a.noOAuth, "no-oauth", false, "leave out the tokens of OAuth sessions")
	fs.BoolVar(&a.noClobber, "no-clobber", false, "leave out variables that the environment already has")
	fs.BoolVar(&a.native, "native", a.native, "name each variable as its own agent reads it")
	fs.BoolVar(&a.keyring, "keyring", false, "ask the system's key store as well")
	fs.BoolVar(&a.list, "list", false, "print what was found where, as a table or as json")
	fs.Func("homedir", "search `DIR` instead of the home directory", notEmpty(&a.homedir))
	fs.Var(&a.format, "format", "`FORMAT`: "+strings.Join(render.Names(), "|"))
	fs.Lookup("format").DefValue = string(render.Formats()[0].Name)
	fs.Var(&a.minTTL, "min-ttl", "count a login that ends within `D` as expired")
	fs.Lookup("min-ttl").DefValue = "0s"
	fs.Func("provider", "`P,...`: keep only these providers", setProviders(&a.providers))
	fs.Func("require", "`P,...`: fail if one of these providers is not given", setProviders(&a.require))
}

// A formatName is the value of --format; empty for the default.
type formatName string

func (f *formatName) String() string { return string(*f) }

func (f *formatName) Set(name string) error {
	if render.Named(name) == nil {
		return errors.New("it is none of " + strings.Join(render.Names(), ", "))
	}
	*f = formatName(name)
	return nil
}

// outputFormat returns the format that was asked for, or the default.
func (a *app) outputFormat() *render.Format {
	switch {
	case a.output != nil:
	case a.format == "":
		a.output = render.Formats()[0]
	default:
		a.output = render.Named(string(a.format))
	}
	return a.output
}

// A life is the value of --min-ttl: the time that a login must be good for.
type life struct {
	d   time.Duration
	set bool
}

func (l *life) String() string {
	if !l.set {
		return ""
	}
	return l.d.String()
}

func (l *life) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return errors.New("want a duration such as 90s or 5m")
	}
	*l = life{d, true}
	return nil
}

// lifeWanted returns how long a login must be good for.
func (a *app) lifeWanted() time.Duration {
	if a.native && !a.minTTL.set {
		return time.Minute
	}
	return a.minTTL.d
}

// setProviders returns a function that sets a list of providers.
func setProviders(providers *[]string) func(string) error {
	return func(list string) error {
		*providers = nil
		listed := make(map[string]bool)
		for _, name := range strings.Split(list, ",") {
			provider, err := source.Canonical(name)
			if err != nil {
				return errors.New("providers are anthropic, openai, amp, and others by the names that OpenCode has for them")
			}
			if !listed[provider] {
				listed[provider] = true
				*providers = append(*providers, provider)
			}
		}
		return nil
	}
}

// clash returns why two flags can't be used together. See the field of
// [command.Command].
func clash(x, y command.Setting) string {
	switch [2]string{x.Name, y.Name} {
	case [2]string{"list", command.Trailing}:
		return "--list can't be used with a command"
	case [2]string{"format", command.Trailing}:
		return "--format can't be used with a command, which gets the credentials in its environment"
	case [2]string{"list", "format"}:
		if y.Value != "" && y.Value != "json" {
			return "--list is a table, or with --format json an array"
		}
	case [2]string{"homedir", "keyring"}, [2]string{"keyring", "homedir"}:
		return "--keyring can't be used with --homedir: the key store is this user's"
	case [2]string{"export", "list"}:
		return "--export can't be used with --list"
	case [2]string{"export", "format"}:
		if f := render.Named(y.Value); f != nil && !f.Exports {
			return "--export is for the formats sh and fish"
		}
	}
	return ""
}

// check returns an error if the flags lack what they need.
func (a *app) check() error {
	wrong := func(advice, text string) error { return command.Usagef(advice, "reading the command line: %s", text) }
	format := a.outputFormat()
	file, _ := a.env.LookupEnv(format.File)
	switch {
	case a.commanded && len(a.argv) == 0:
		return wrong("run '"+name+" -h'", "there is no command after --")
	case format.Single && len(a.providers) != 1:
		return wrong("write --provider NAME", "--format "+format.Name+" prints the credential of exactly one provider")
	case format.File != "" && file == "":
		return wrong("GitHub Actions sets it in each step", "--format "+format.Name+" appends to the file that "+format.File+" names, and it is not set")
	}
	return nil
}
