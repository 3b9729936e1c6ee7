package auth_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"testing"

	"amika.dev/pkg/auth"
	"amika.dev/pkg/command"
)

// childVariable makes the test binary a program that prints a token.
const childVariable = "AUTH_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(command.Main(command.Interruptible(printToken)))
	}
	// Package os/signal starts a goroutine when it is first used, which must
	// not be in a bubble of package synctest.
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	signal.Stop(signals)
	os.Exit(m.Run())
}

// private is the mode that a file for its owner alone is said to have.
var private = map[bool]os.FileMode{false: 0o600, true: 0o666}[runtime.GOOS == "windows"]

// printToken is a program like those that import this package. It starts when
// its stdin ends, so that many can start at once.
func printToken(ctx context.Context, env command.Env, args []string) command.Status {
	root := &command.Command{Name: "amika-test", Purpose: "Print a token", Flags: func(*flag.FlagSet) {}}
	root.Exec = func(ctx context.Context) error {
		fmt.Fscanln(env.Stdin)
		source := auth.NewSource(&auth.Options{Warn: func(text string) { env.Warnf("amika-test", "%s", text) }})
		token, err := source.Token(ctx)
		if err != nil {
			return err
		}
		return env.Write([]byte(token.Value.Reveal() + "\n"))
	}
	return command.Run(ctx, env, root, args)
}
