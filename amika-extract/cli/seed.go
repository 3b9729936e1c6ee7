package cli

import (
	"errors"
	"flag"
	"slices"
	"strings"
	"time"

	"amika.dev/amika-extract/seed"
	"amika.dev/pkg/command"
)

// A seeding is one run of the command seed.
type seeding struct {
	*app
	agents []*seed.Agent
	into   string
	format string // tar or kubernetes
	name   string // of the Secret; empty for the default
	minTTL time.Duration
	renew  bool
	follow bool
	log    string
	show   bool // --list

	box     *seed.Directory // that --into names
	lines   *seed.Log       // that --log names
	said    map[string]bool // remarks for people that were made
	failing map[string]bool // what could not be read or logged, as people know
}

func (a *app) seed() *command.Command {
	s := &seeding{app: a, agents: seed.Agents(), format: "tar", said: make(map[string]bool)}
	return &command.Command{
		Name:    "seed",
		Purpose: "Hand logins over to a sandbox, without refresh tokens",
		Usage: `[--agent A,...] [--homedir DIR] [--no-oauth]
                     [--min-ttl DURATION] [--renew]
                     [--into DIR | --format tar|kubernetes [--name NAME]]
                     [--follow [--log FILE] [-- COMMAND ARG...]] [--list]`,
		Help: `Prints a tar archive for the home directory of a box, such as a container or
another machine: the files in which Claude Code, Codex, OpenCode and Amp keep
their logins, but without the refresh tokens. Such a token works once, and
whoever uses a copy of it logs the others out. The agents in the box use the
logins until they expire; the agents on this machine alone renew them. With
--follow, the box gets them again whenever they change: COMMAND is run with the
archive on its stdin and must not ask for anything, or DIR is written.`,
		Examples:     seedExamples[:],
		Statuses:     seedStatuses[:],
		Flags:        s.flags,
		Clash:        s.clash,
		CompleteFlag: s.complete,
		Trailing:     func(argv []string) { s.argv, s.commanded = argv, true },
		Exec:         s.run,
	}
}

var seedExamples = [...]command.Example{
	{Line: "amika-extract seed | docker cp - box:/root", Purpose: "hand the logins over once"},
	{Line: "amika-extract seed --follow --renew -- ssh box tar -xf -", Purpose: "keep them alive in the box"},
	{Line: "amika-extract seed --list", Purpose: "see what a box would get, and until when"},
}

var seedStatuses = [...]command.Status{command.Done, command.Failed, command.Usage, command.Partial, command.NoCredential}

func (s *seeding) flags(fs *flag.FlagSet) {
	s.seeds = true
	fs.Func("agent", "hand over the logins of `A,...` alone", s.setAgents)
	fs.Func("homedir", "search `DIR` instead of the home directory", notEmpty(&s.homedir))
	fs.BoolVar(&s.noOAuth, "no-oauth", false, "hand over keys alone, and no logins")
	fs.DurationVar(&s.minTTL, "min-ttl", 0, "fail if a login expires within `DURATION`")
	fs.BoolVar(&s.renew, "renew", false, "run the agents that renew their logins before these expire")
	fs.Func("into", "write the files below `DIR`, the home directory of a box", notEmpty(&s.into))
	fs.Func("format", "`FORMAT`: tar|kubernetes, an archive or a Secret", s.setFormat)
	fs.Lookup("format").DefValue = "tar"
	fs.Func("name", "call the Secret `NAME`", s.setName)
	fs.Lookup("name").DefValue = defaultName
	fs.BoolVar(&s.follow, "follow", false, "hand over again whenever a login changes")
	fs.Func("log", "append a line to `FILE` for each hand-over, without secrets", notEmpty(&s.log))
	fs.BoolVar(&s.show, "list", false, "print what a box would get, and until when")
}

const defaultName = "agents" // of a Secret

// agentNames returns the names of all agents.
func agentNames() []string {
	var names []string
	for _, agent := range seed.Agents() {
		names = append(names, agent.Name)
	}
	return names
}

func (s *seeding) setAgents(list string) error {
	names, wanted := agentNames(), strings.Split(list, ",")
	for _, name := range wanted {
		if !slices.Contains(names, name) {
			return errors.New("agents are " + strings.Join(names, ", "))
		}
	}
	s.agents = nil
	for _, agent := range seed.Agents() {
		if slices.Contains(wanted, agent.Name) {
			s.agents = append(s.agents, agent)
		}
	}
	return nil
}

func (s *seeding) setFormat(format string) error {
	if !isSeedFormat(format) {
		return errors.New("it is none of tar, kubernetes")
	}
	s.format = format
	return nil
}

func isSeedFormat(format string) bool { return format == "tar" || format == "kubernetes" }

func (s *seeding) setName(name string) error {
	if !seed.IsSecretName(name) {
		return errors.New("a name is made of lower-case letters, digits, hyphens and dots")
	}
	s.name = name
	return nil
}

// complete returns what completes the value of a flag.
func (s *seeding) complete(flag string) command.Completer {
	switch flag {
	case "agent":
		return command.OneOf(agentNames()...)
	case "format":
		return command.OneOf("tar", "kubernetes")
	case "homedir", "into":
		return command.Directories
	case "log":
		return command.Files
	}
	return nil
}

// clash returns why two flags can't be used together.
func (s *seeding) clash(a, b command.Setting) string {
	var others []string
	switch a.Name {
	case "into":
		others = []string{"format", "name", command.Trailing}
	case "list":
		others = []string{"into", "format", "name", "follow", "log", "renew", command.Trailing}
	}
	switch {
	case !slices.Contains(others, b.Name):
		return ""
	case b.Name == command.Trailing:
		return "--" + a.Name + " can't be used with a command"
	}
	return "--" + a.Name + " and --" + b.Name + " can't be used together"
}

// lacking returns an error if something is missing that the flags ask for.
func (s *seeding) lacking() error {
	wrong := func(hint, text string) error { return command.Usagef(hint, "reading the command line: %s", text) }
	help := "run '" + name + " seed -h'"
	toStdout := s.into == "" && !s.commanded && !s.show
	switch {
	case s.commanded && len(s.argv) == 0:
		return wrong(help, "there is no command after --")
	case s.commanded && !s.follow:
		return wrong("add --follow, or write '"+name+" seed | COMMAND'", "a command is for --follow")
	case s.follow && toStdout:
		return wrong("add --into DIR, or a command after --", "--follow has nowhere to hand over to")
	case s.name != "" && s.format != "kubernetes":
		return wrong(help, "--name goes with --format kubernetes only")
	case s.minTTL < 0:
		return wrong(help, "--min-ttl is less than 0")
	case s.format == "tar" && toStdout && s.env.Columns() > 0:
		return wrong("write '"+name+" seed | docker cp - BOX:/root', or --into DIR", "an archive is not for a terminal")
	}
	return nil
}
