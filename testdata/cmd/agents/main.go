// Agents tries amika-extract, what it gives and what seed hands over, with the real
// agents, against stand-ins for their vendors' servers on this machine:
//
//	go run ./testdata/cmd/agents BIN AGENTS
//
// BIN is the directory with the built programs, and AGENTS the one with claude and
// codex. Homes are temporary, and nothing leaves this machine.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "agents:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("usage: agents BIN AGENTS")
	}
	bin, err := filepath.Abs(args[0])
	if err != nil {
		return err
	}
	agents, err := filepath.Abs(args[1])
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "amika-agents-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	t, stop, err := newTrial(dir, bin, agents)
	if err != nil {
		return err
	}
	defer stop()
	wire := filepath.Join(dir, "gifts")
	all := errors.Join(os.Mkdir(wire, 0o700), gives(ctx, wire, bin, agents))
	for _, agent := range []string{"codex", "claude"} {
		all = errors.Join(all, t.lease(ctx, agent), t.swap(ctx, agent))
	}
	all = errors.Join(all, t.interactive(ctx), t.openCode(ctx))
	if all != nil {
		fmt.Fprintln(os.Stderr, strings.Join(t.vendor.requests, "\n"))
	}
	return all
}
