package cli

import (
	"context"
	"errors"
	"flag"
	"slices"
	"strings"
	"time"

	"amika.dev/amika-extract/seed"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
)

// A seeding is one run of the command seed.
type seeding struct {
	*extract
	agents []string // names; empty for all
	into   string
	format string // tar or kubernetes
	name   string // of the Secret
	minTTL time.Duration
	renew  bool
	follow bool
	log    string
	show   bool // --list
}

func (e *extract) seed() *command.Command {
	s := &seeding{extract: e, format: "tar", name: "agents"}
	return &command.Command{
		Name:    "seed",
		Purpose: "Hand the logins of agents over to a sandbox, without their refresh tokens",
		Usage: `[--agent A,...] [--homedir DIR] [--no-oauth] [--min-ttl D] [--renew]
              [--into DIR | --format tar|kubernetes [--name NAME]]
              [--follow [--log FILE] [-- COMMAND ARG...]] [--list]`,
		Help: `Writes the files of Claude Code, Codex, OpenCode and Amp for the home directory
of a box, as a tar archive: their logins without any refresh token, which works
once and would log one side out. The agents in the box use them until they
expire, and those on this machine alone renew. With --follow, the box gets them
anew whenever they change: COMMAND is run with the archive on its stdin, or DIR
is written. It may not ask anything.`,
		Examples: []command.Example{
			{Line: "amika-extract seed | docker cp - box:/root", Purpose: "hand the logins over once"},
			{Line: "amika-extract seed --follow --renew -- ssh box tar -xf -", Purpose: "keep them alive in the box"},
			{Line: "amika-extract seed --list", Purpose: "see what a box would get, and until when"},
		},
		Statuses:  []command.Status{command.Done, command.Failed, command.Usage, command.Partial, command.NoCredential},
		Flags:     s.flags,
		Values:    s.values,
		Exclusive: [][]string{{"into", "format"}, {"into", "name"}, {"list", "into"}, {"list", "format"}, {"list", "follow"}},
		Runs:      true,
		Exec:      s.run,
	}
}

func (s *seeding) flags(fs *flag.FlagSet) {
	fs.Func("agent", "hand over only the logins of `A,...`", s.setAgents)
	fs.Lookup("agent").DefValue = "all"
	fs.Func("homedir", "search `DIR` instead of the home directory", s.setHomedir)
	fs.Lookup("homedir").DefValue = "$HOME"
	fs.BoolVar(&s.noOAuth, "no-oauth", false, "hand over keys alone, and no logins")
	fs.DurationVar(&s.minTTL, "min-ttl", 0, "fail if a login expires within this `DURATION`, such as 2h")
	fs.BoolVar(&s.renew, "renew", false, "let the agents renew their logins before they expire")
	fs.Func("into", "write the files below `DIR`, the home directory of a box", s.setInto)
	fs.Func("format", "write a `tar|kubernetes` archive or Secret", s.setFormat)
	fs.Lookup("format").DefValue = "tar"
	fs.Func("name", "call the Secret `NAME`", s.setName)
	fs.Lookup("name").DefValue = s.name
	fs.BoolVar(&s.follow, "follow", false, "hand over again whenever a login changes")
	fs.Func("log", "append a line to `FILE` for each hand-over, which shows no secret", s.setLog)
	fs.BoolVar(&s.show, "list", false, "print what a box would get, and until when")
}

// names are those of all agents.
func agentNames() []string {
	var names []string
	for _, agent := range seed.Agents() {
		names = append(names, agent.Name)
	}
	return names
}

func (s *seeding) setAgents(list string) error {
	s.agents = strings.Split(list, ",")
	for _, name := range s.agents {
		if !slices.Contains(agentNames(), name) {
			return errors.New("agents are " + strings.Join(agentNames(), ", "))
		}
	}
	return nil
}

// notEmpty takes a value which, if it is empty, most likely comes from a variable
// that isn't set.
func notEmpty(to *string, value string) error {
	if value == "" {
		return errors.New("it is empty")
	}
	*to = value
	return nil
}

func (s *seeding) setInto(dir string) error { return notEmpty(&s.into, dir) }

func (s *seeding) setLog(file string) error { return notEmpty(&s.log, file) }

func (s *seeding) setFormat(format string) error {
	if format != "tar" && format != "kubernetes" {
		return errors.New("it is none of tar, kubernetes")
	}
	s.format = format
	return nil
}

func (s *seeding) setName(name string) error {
	if !seed.IsSecretName(name) {
		return errors.New("Kubernetes takes lower-case letters, digits, hyphens and dots")
	}
	s.name = name
	return nil
}

// values completes the values of flags.
func (s *seeding) values(flag string) command.Completer {
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

// contradiction refuses what can't go together, and what lacks something.
func (s *seeding) contradiction() error {
	wrong := func(hint, text string) error { return command.Usagef(hint, "reading the command line: %s", text) }
	help := "run '" + name + " seed -h'"
	toStdout := s.into == "" && !s.commanded && !s.show
	switch {
	case s.commanded && len(s.argv) == 0:
		return wrong(help, "there is no command after --")
	case s.commanded && !s.follow:
		return wrong("add --follow, or write '"+name+" seed | COMMAND'", "a command is for --follow")
	case s.commanded && s.into != "":
		return wrong(help, "--into can't be used with a command")
	case s.follow && toStdout:
		return wrong("write --into DIR, or a command after --", "--follow has to know where to hand over to")
	case s.name != "agents" && s.format != "kubernetes":
		return wrong(help, "--name goes with --format kubernetes only")
	case s.format == "tar" && toStdout && s.env.Columns() > 0:
		return wrong("write '"+name+" seed | docker cp - BOX:/root', or --into DIR", "an archive is not for a terminal")
	}
	return nil
}

// reader returns what reads the agents that are wanted.
func (s *seeding) reader() (*seed.Reader, error) {
	home, err := s.findHome()
	if err != nil {
		return nil, err
	}
	s.home = home
	r := &seed.Reader{
		Discovery: source.Discovery{Home: home.path, Confined: home.given, Lookup: s.env.LookupEnv, NoOAuth: s.noOAuth},
		Now:       s.env.Now,
	}
	for _, agent := range seed.Agents() {
		if len(s.agents) == 0 || slices.Contains(s.agents, agent.Name) {
			r.Agents = append(r.Agents, agent)
		}
	}
	return r, nil
}

func (s *seeding) run(ctx context.Context) error {
	if err := s.contradiction(); err != nil {
		return err
	}
	r, err := s.reader()
	if err != nil {
		return err
	}
	b := r.Read(ctx)
	archive, err := b.Tar(true)
	if err != nil {
		return err
	}
	return s.env.Write(archive)
}
