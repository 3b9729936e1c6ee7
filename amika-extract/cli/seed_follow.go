package cli

import (
	"context"
	"fmt"
	"strings"

	"amika.dev/amika-extract/seed"
	"amika.dev/pkg/command"
	"amika.dev/pkg/process"
	"amika.dev/pkg/terminal"
)

// keepUp hands over whenever a login changes, until ctx ends.
func (s *seeding) keepUp(ctx context.Context, r *seed.Reader, deliver delivery) error {
	f := seed.Follower{
		Reader:  r,
		Repeats: s.into != "" || s.format == "kubernetes",
		Deliver: deliver,
		Read:    s.changes(),
		Failed: func(err error) {
			for _, err := range unjoined(err) {
				s.env.Warnf(name, "%v; it will be tried again", err)
			}
		},
	}
	if s.renew {
		f.Renewer = s.renewer()
	}
	f.Run(ctx)
	return nil
}

// changes returns what tells people about a bundle that was read, and says nothing
// twice. A file that could be read meanwhile is another matter.
func (s *seeding) changes() func(*seed.Bundle) {
	said, unread := make(map[string]bool), make(map[string]bool)
	return func(b *seed.Bundle) {
		before := unread
		unread = make(map[string]bool)
		for _, err := range s.unread(b) {
			if unread[err.Error()] = true; !before[err.Error()] {
				s.env.Warnf(name, "%v", err)
			}
		}
		for _, line := range append(s.leftOut(b), s.lasting(b)...) {
			if !said[line] {
				said[line] = true
				s.env.Notef(name, "%s", line)
			}
		}
	}
}

// command runs the command after "--" with a stream on its stdin.
func (s *seeding) command(ctx context.Context, stream []byte) error {
	path, err := process.Look(s.argv[0], s.env.LookupEnv)
	if err == nil {
		err = seed.Deliver(ctx, process.Program{
			Path: path, Argv: s.argv, Environ: s.env.Environ(), Stdin: stream, Stdout: s.env.Stdout, Stderr: s.env.Stderr,
		})
	}
	if err != nil {
		return fmt.Errorf("running %s: %w", terminal.EscapePath(s.argv[0]), err)
	}
	return nil
}

// logged returns a delivery that adds a line for each hand-over to the file that
// --log names.
func (s *seeding) logged(deliver delivery) (delivery, error) {
	if s.log == "" {
		return deliver, nil
	}
	log, err := seed.OpenLog(s.log)
	if err != nil {
		return nil, command.WithHint(fmt.Errorf("opening the log %s: %w", terminal.EscapePath(s.log), err), "--log takes a file to append to")
	}
	to := "stdout"
	switch {
	case s.into != "":
		to = "--into"
	case s.commanded:
		to = s.argv[0]
	}
	warned := false
	return func(ctx context.Context, b *seed.Bundle) error {
		err := deliver(ctx, b)
		status := seed.Status(err)
		if problem := log.Add(s.env.Now(), b, to, status); problem != nil && !warned {
			warned = true
			s.env.Warnf(name, "writing the log %s: %v", terminal.EscapePath(s.log), problem)
		}
		return err
	}, nil
}

// renewer returns what runs agents that renew their logins. With --homedir, it is
// the logins in that directory.
func (s *seeding) renewer() *seed.Renewer {
	return &seed.Renewer{
		Program: func(argv []string) (process.Program, error) {
			path, err := process.Look(argv[0], s.env.LookupEnv)
			return process.Program{Path: path, Argv: argv, Environ: s.agentEnvironment()}, err
		},
		Failed: func(agent *seed.Agent, err error) {
			s.env.Warnf(name, "%s: renewing the login with '%s': %v", agent.Name, strings.Join(agent.Renew, " "), err)
		},
	}
}

// agentEnvironment is the environment of an agent that renews its login.
func (s *seeding) agentEnvironment() []string {
	if s.home.root == nil {
		return s.env.Environ()
	}
	environ := []string{"HOME=" + s.home.path, "USERPROFILE=" + s.home.path}
	for _, variable := range s.env.Environ() {
		switch name, _, _ := strings.Cut(variable, "="); name {
		case "HOME", "USERPROFILE", "CLAUDE_CONFIG_DIR", "CLAUDE_SECURESTORAGE_CONFIG_DIR", "CODEX_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME":
		default:
			environ = append(environ, variable)
		}
	}
	return environ
}
