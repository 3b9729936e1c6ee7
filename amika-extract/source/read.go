package source

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"time"
)

// An opener opens a file for reading.
type opener func(path string) (io.ReadCloser, error)

// A reader reads files, one after the other. What it needs for one it uses
// again for the next.
type reader struct {
	discovery Discovery
	open      opener
	chunk     []byte
	small     bytes.Buffer
	parser    parser
}

func newReader(d Discovery) *reader {
	r := &reader{discovery: d, open: d.open, chunk: make([]byte, 16<<10)}
	if r.open == nil {
		within := ""
		if d.Confined {
			within = d.Home
		}
		r.open = func(path string) (io.ReadCloser, error) { return open(path, within) }
	}
	return r
}

// read reads one file and finds what is in it.
func (r *reader) read(j *job) File {
	object, err := r.readRetrying(j)
	switch {
	case err == nil:
	case isMissing(err):
		return File{Path: j.path, Missing: true}
	default:
		return File{Path: j.path, Errs: []error{innermost(err)}}
	}
	found := &findings{now: r.discovery.Now, noOAuth: r.discovery.NoOAuth, native: r.discovery.Native}
	j.source.find(file{node{findings: found, root: object}, found})
	result := File{Path: j.path, Findings: found.found}
	for _, problem := range found.problems {
		result.Errs = append(result.Errs, errors.New(problem))
	}
	return result
}

// readRetrying reads a file, and reads it again a few times if it is empty or
// torn: agents rewrite their files in place.
func (r *reader) readRetrying(j *job) (value, error) {
	for pause := 10 * time.Millisecond; ; pause *= 2 {
		object, err := r.readOnce(j)
		if !isTorn(err) || pause > 80*time.Millisecond {
			return object, err
		}
		time.Sleep(pause)
		j.progressed()
	}
}

// readOnce opens a file and reads it from start to end. Most files fit into
// one chunk, and are parsed where they were read; of the others no more is in
// memory than the parser needs at a time.
func (r *reader) readOnce(j *job) (value, error) {
	f, err := r.open(j.path)
	if err != nil {
		return value{}, err
	}
	defer f.Close()
	in := &input{file: f, job: j}
	n, err := io.ReadFull(in, r.chunk)
	if in.err != nil {
		return value{}, in.err
	}
	start := bytes.TrimPrefix(r.chunk[:n], []byte("\uFEFF")) // some editors put a byte order mark before UTF-8
	var src io.Reader = &r.small
	if err != nil {
		r.small = *bytes.NewBuffer(start)
	} else {
		rest := bufio.NewReaderSize(io.MultiReader(bytes.NewReader(start), in), 64<<10)
		src = &bounded{rest, &r.parser, 0}
	}
	object, err := r.parser.parse(src, j.source.want)
	if err != nil && in.err == nil {
		err = explain(err, int64(n-len(start)))
	}
	return object, cmp.Or(in.err, err)
}

// An input is a file that is being read for a job.
type input struct {
	file io.Reader
	job  *job
	err  error // what ended the reading, if not the end of the file
}

func (in *input) Read(p []byte) (int, error) {
	if in.job.isAbandoned() {
		in.err = errStalled
		return 0, in.err
	}
	n, err := in.file.Read(p)
	if n > 0 {
		in.job.progressed()
	}
	if err != nil && err != io.EOF {
		in.err = err
	}
	return n, err
}

// A bounded reader feeds a parser, and refuses to when the parser holds on to
// more than a token may have. It reads in small steps, since the parser keeps
// all that it is given until it has seen the token's end.
type bounded struct {
	r    io.Reader
	p    *parser
	read int64 // bytes
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.read-b.p.dec.InputOffset() > maxToken {
		return 0, errTooLong
	}
	n, err := b.r.Read(p[:min(len(p), 32<<10)])
	b.read += int64(n)
	return n, err
}
