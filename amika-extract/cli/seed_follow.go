package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"amika.dev/amika-extract/seed"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// tell tells people about a bundle that was read, and nothing twice. A file that could
// be read meanwhile is another matter.
func (s *seeding) tell(b *seed.Bundle) {
	failing := make(map[string]bool)
	unread, _ := s.unread(b.Unread())
	for _, err := range unread {
		if failing[err.Error()] = true; !s.failing[err.Error()] {
			s.env.Warnf(name, "%v", err)
		}
	}
	s.failing = failing
	s.remark(b)
}

// warn tells people of a hand-over that has failed.
func (s *seeding) warn(err error) {
	for _, err := range unjoined(err) {
		s.env.Warnf(name, "%v; it will be tried again", err)
	}
}

// deliver hands a bundle over to where the flags say, and adds a line to the log.
func (s *seeding) deliver(b *seed.Bundle) error {
	var err error
	to := "stdout"
	switch {
	case s.box != nil:
		to, err = "--into", s.box.Write(b)
	case s.commanded:
		to, err = s.argv[0], s.command(b)
	default:
		var stream []byte
		if stream, err = s.stream(b); err == nil {
			err = s.env.Write(stream)
		}
	}
	if s.lines != nil {
		if problem := s.lines.Add(s.env.Now(), b, to, seed.Status(err)); problem != nil && !s.said[s.log] {
			s.said[s.log] = true
			s.env.Warnf(name, "writing the log %s: %v", terminal.EscapePath(s.log), problem)
		}
	}
	return err
}

// stream returns a bundle in the format that is wanted.
func (s *seeding) stream(b *seed.Bundle) ([]byte, error) {
	if s.format == "kubernetes" {
		return b.Secret(cmp.Or(s.name, defaultName))
	}
	return b.Tar()
}

// command runs the command after "--" with a bundle on its stdin.
func (s *seeding) command(b *seed.Bundle) error {
	stream, err := s.stream(b)
	if err != nil {
		return err
	}
	path, err := process.Look(s.argv[0], s.env.LookupEnv)
	if err == nil {
		err = seed.Deliver(process.Program{
			Path: path, Argv: s.argv, Environ: s.env.Environ(), Stdin: stream, Stdout: s.env.Stdout, Stderr: s.env.Stderr,
		})
	}
	if err != nil {
		return fmt.Errorf("running %s: %w", terminal.EscapePath(s.argv[0]), err)
	}
	return nil
}

// renewer returns what runs agents that renew their logins.
func (s *seeding) renewer() *seed.Renewer {
	return &seed.Renewer{Lookup: s.env.LookupEnv, Environ: s.agentEnvironment(), Failed: func(agent *seed.Agent, err error) {
		s.env.Warnf(name, "%s: renewing the login with '%s': %v", agent.Name, strings.Join(agent.Renew, " "), err)
	}}
}

// agentEnvironment is the environment of an agent that renews its login. With
// --homedir, it is the login in that directory.
func (s *seeding) agentEnvironment() []string {
	environ := s.env.Environ()
	if s.home.root == nil {
		return environ
	}
	moving := []string{
		"HOME", "USERPROFILE", "CLAUDE_CONFIG_DIR", "CLAUDE_SECURESTORAGE_CONFIG_DIR", "CODEX_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME",
	}
	environ = slices.DeleteFunc(environ, func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains(moving, name)
	})
	return append(environ, "HOME="+s.home.path, "USERPROFILE="+s.home.path)
}
