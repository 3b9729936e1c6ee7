//go:build unix

package command_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"amika.dev/pkg/command"
)

// childVariable makes the test binary a program that can be interrupted.
const childVariable = "COMMAND_TEST_CHILD"

func TestMain(m *testing.M) {
	if what := os.Getenv(childVariable); what != "" {
		os.Exit(command.Main(command.Interruptible(child(what))))
	}
	os.Exit(m.Run())
}

// child says when it runs, and that it has seen the end of its context. A
// stubborn one goes on then, a deaf one never looks. All end with their stdin.
func child(what string) func(ctx context.Context, env command.Env, args []string) command.Status {
	return func(ctx context.Context, env command.Env, args []string) command.Status {
		root := &command.Command{Name: "amika-tool", Purpose: "Wait", Exec: func(ctx context.Context) error {
			if what != "deaf" {
				ctx.Done() // from here on, signals are listened for
			}
			_ = env.Write([]byte("running\n"))
			if what == "deaf" {
				_, _ = io.Copy(io.Discard, env.Stdin)
				return nil
			}
			ended := make(chan struct{})
			go func() {
				_, _ = io.Copy(io.Discard, env.Stdin)
				close(ended)
			}()
			select {
			case <-ctx.Done():
			case <-ended:
				return nil
			}
			_ = env.Write([]byte("cleaning up\n"))
			if what == "stubborn" {
				<-ended
			}
			return ctx.Err()
		}}
		return command.Run(ctx, env, root, args)
	}
}

func TestInterruptible(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		what    string
		shell   string // that becomes the program
		signals []syscall.Signal
		want    string
	}{
		{"SIGINT", "quick", `exec "$0"`, []syscall.Signal{syscall.SIGINT}, "exit status 130"},
		{"SIGTERM", "quick", `exec "$0"`, []syscall.Signal{syscall.SIGTERM}, "exit status 143"},
		{"a second one", "stubborn", `exec "$0"`, []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}, "signal: terminated"},
		// If it took the first one, it would end with 130 or by the second.
		{"ignored from the start", "quick", `trap "" INT; exec "$0"`, []syscall.Signal{syscall.SIGINT, syscall.SIGTERM}, "exit status 143"},
		{"before anybody waits", "deaf", `exec "$0"`, []syscall.Signal{syscall.SIGTERM}, "signal: terminated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command("/bin/sh", "-c", tt.shell, os.Args[0])
			cmd.Env = append(os.Environ(), childVariable+"="+tt.what)
			if _, err := cmd.StdinPipe(); err != nil { // it stays open
				t.Fatal(err)
			}
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			// Nothing hangs, whatever goes wrong.
			stuck := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
			defer stuck.Stop()
			lines := bufio.NewScanner(stdout)
			for i, s := range tt.signals {
				if (i == 0 || tt.what == "stubborn") && !lines.Scan() {
					t.Fatal("it does not run")
				}
				if err := cmd.Process.Signal(s); err != nil {
					t.Fatal(err)
				}
			}
			got := "done"
			if err := cmd.Wait(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("it ended with %s, want %s", got, tt.want)
			}
		})
	}
}
