package testdata

import (
	"bufio"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// tools are the tools of Unix that scripts use most, as far as they need them. The
// test program acts as one of them if it is called by its name.
var tools = map[string]func(args []string) error{
	"cat":   cat,
	"env":   env,
	"ln":    link,
	"sleep": sleep,
	"true":  func([]string) error { return nil },
}

var toolNames = slices.Collect(maps.Keys(tools))

// lookTool returns this program if it can act as the tool.
func lookTool(name string) (string, error) {
	if tools[name] == nil {
		return "", exec.ErrNotFound
	}
	return os.Executable()
}

func actAsTool() {
	tool := tools[strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe")]
	if tool == nil {
		return
	}
	err := tool(os.Args[1:])
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		os.Exit(ended.ExitCode())
	}
	if err != nil {
		os.Stderr.WriteString(os.Args[0] + ": " + err.Error() + "\n")
		os.Exit(1)
	}
	os.Exit(0)
}

// slashes is the variable that is set in scripts.
const slashes = "AMIKA_TEST_SLASHES"

// asOnUnix runs a program and, in a script, writes paths in what it prints as they
// are on Unix, with slashes. A doubled backslash stays, except in JSON.
func asOnUnix(program func() int) int {
	if os.Getenv(slashes) == "" {
		return program()
	}
	var wg sync.WaitGroup
	var ends []*os.File
	for _, stream := range []**os.File{&os.Stdout, &os.Stderr} {
		from, to, err := os.Pipe()
		if err != nil {
			panic(err)
		}
		out := *stream
		*stream = to
		ends = append(ends, to)
		wg.Go(func() {
			for lines := bufio.NewReader(from); ; {
				line, err := lines.ReadString('\n')
				out.WriteString(withSlashes(line))
				if err != nil {
					return
				}
			}
		})
	}
	status := program()
	for _, end := range ends {
		end.Close()
	}
	wg.Wait()
	return status
}

var (
	shownPath = regexp.MustCompile(`(~|\b[A-Za-z]:)(\\[^\\\s"':|]+)+\\?`)
	jsonPath  = regexp.MustCompile(`(~|\b[A-Za-z]:)(\\\\[^\\\s"':|]+)+`)
)

func withSlashes(line string) string {
	if text := strings.TrimSpace(line); text != "" && strings.Contains(`{["`, text[:1]) {
		line = jsonPath.ReplaceAllStringFunc(line, func(path string) string { return strings.ReplaceAll(path, `\\`, "/") })
	}
	return shownPath.ReplaceAllStringFunc(line, filepath.ToSlash)
}

func cat(names []string) error {
	if len(names) == 0 {
		_, err := io.Copy(os.Stdout, os.Stdin)
		return err
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		os.Stdout.Write(content)
	}
	return nil
}

// env runs a program with a changed environment, or prints its own:
// env [-u NAME] [NAME=VALUE...] [PROGRAM ARG...].
func env(args []string) error {
	for ; len(args) > 0; args = args[1:] {
		if args[0] == "-u" && len(args) > 1 {
			args = args[1:]
			unset(args[0])
		} else if name, value, ok := strings.Cut(args[0], "="); ok {
			os.Setenv(name, value)
			if name == "HOME" {
				os.Setenv("USERPROFILE", value)
			}
		} else {
			break
		}
	}
	if len(args) == 0 {
		_, err := os.Stdout.WriteString(strings.Join(os.Environ(), "\n") + "\n")
		return err
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	return cmd.Run()
}

func unset(name string) {
	os.Unsetenv(name)
	if name == "HOME" {
		os.Unsetenv("USERPROFILE")
	}
}

// link copies a program, which may be named without its ending: ln FROM TO. There
// may be no links here, so ln -s fails.
func link(args []string) error {
	if len(args) != 2 || args[0] == "-s" {
		return errors.New("only ln FROM TO is known here")
	}
	from, to := args[0], args[1]
	if _, err := os.Stat(from + ".exe"); err == nil {
		from, to = from+".exe", to+".exe"
	}
	return copyProgram(from, to)
}

func sleep(args []string) error {
	duration, err := time.ParseDuration(strings.Join(args, "") + "s")
	time.Sleep(duration)
	return err
}
