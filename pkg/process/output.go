package process

import "context"

// Output runs the program at argv[0] beside this one, with environ as NAME=VALUE
// and nothing on stdin. It returns the first 64 KiB of what the program prints to
// stdout; if the program fails, the beginning of what it printed to stderr is in the
// [ExitError]. The program is killed when ctx is done.
func Output(ctx context.Context, argv, environ []string) (string, error) {
	var out, said capped
	err := Program{Path: argv[0], Argv: argv, Environ: environ, Stdout: &out, Stderr: &said}.Run(ctx)
	if ended, ok := err.(*ExitError); ok {
		ended.Stderr = string(said.text)
	}
	return string(out.text), err
}

// capped keeps the beginning of what is written to it.
type capped struct{ text []byte }

func (c *capped) Write(p []byte) (int, error) {
	const maxText = 64 << 10
	c.text = append(c.text, p[:min(len(p), maxText-len(c.text))]...)
	return len(p), nil
}
