package source

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"amika.dev/pkg/hint"
)

// An opener opens a file for reading.
type opener func(path string) (io.ReadCloser, error)

// chunkSize is what is read of a file at first, in bytes: more than most have.
const chunkSize = 16 << 10

// A reader reads files, one after the other, with the same buffers. In a new process
// the first allocation of any size takes 2 page faults and thousands of
// instructions, so that what is needed for each file is in here.
type reader struct {
	discovery *Discovery
	chunk     []byte
	small     bytes.Buffer
	settings  bool // the file is one of settings, in which agents allow comments
	parser    parser
	findings  findings
}

// read reads a file and finds what is in it. It returns nil if the file is absent.
func (r *reader) read(j *job) *File {
	root, err := r.readRetrying(j)
	switch {
	case err == nil:
	case isAbsent(err):
		return nil
	case j.file.Settings && (!r.discovery.Native || !j.source.servers || r.discovery.Lease): // an error in these costs no credential
		return nil
	case j.file.Settings: // they may name any server
		return &File{Errs: []error{hint.Reason(err)}, Findings: []Finding{{Redirect: ToUnknown, State: Excluded, Reason: errRedirects}}}
	default:
		return &File{Errs: []error{hint.Reason(err)}}
	}
	return r.find(j.source, j.file.Path, root)
}

// find finds what is in a file that was parsed.
func (r *reader) find(s *Source, path string, root value) *File {
	d := r.discovery
	f := &r.findings
	*f = findings{now: d.Now, noOAuth: d.NoOAuth, asked: d.Keyring != nil, native: d.Native, all: d.All, foreign: d.Root != nil, filePath: path}
	if d.Lease {
		f.lease = &Lease{Refresh: r.parser.refresh}
		if info, err := os.Stat(path); err == nil {
			f.lease.ModTime = info.ModTime().Unix()
		}
	}
	s.find(file{&node{findings: f, value: root}})
	if len(f.found) > maxFound {
		return &File{Errs: []error{errTooMany}}
	}
	result := &File{Findings: f.found, Account: f.account, Lease: f.lease}
	for _, problem := range f.problems {
		result.Errs = append(result.Errs, errors.New(problem))
	}
	return result
}

// readRetrying reads a file, and reads it again a few times if it is empty or
// torn: agents rewrite their files in place.
func (r *reader) readRetrying(j *job) (value, error) {
	for pause := 10 * time.Millisecond; ; pause *= 2 {
		root, err := r.readOnce(j)
		if !isTorn(err) || pause > 80*time.Millisecond {
			return root, err
		}
		time.Sleep(pause)
		j.progressed()
	}
}

// readOnce reads a file from start to end. Most files fit into one chunk and are
// parsed where they were read. Of the others no more is in memory than the parser
// needs at a time.
func (r *reader) readOnce(j *job) (value, error) {
	f, err := r.discovery.Open(j.file.Path)
	if err != nil {
		return value{}, err
	}
	defer f.Close()
	in := &input{file: f, job: j}
	n, err := io.ReadFull(in, r.chunk)
	if in.err != nil {
		return value{}, in.err
	}
	start := withoutMark(r.chunk[:n])
	var src io.Reader = &r.small
	if err != nil {
		r.small = *bytes.NewBuffer(start)
	} else {
		src = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(start), in), 64<<10)
	}
	r.settings = j.file.Settings
	root, err := r.decode(j.source, j.file, src)
	if err != nil && in.err == nil {
		err = withoutText(err, int64(n-len(start)))
	}
	return root, cmp.Or(in.err, err)
}

// withoutMark returns the start of a file without the byte order mark that some
// editors put before UTF-8.
func withoutMark(start []byte) []byte { return bytes.TrimPrefix(start, []byte("\uFEFF")) }

// An input is a file that is being read for a job.
type input struct {
	// file is of the type that an opener returns: converting it to an io.Reader
	// takes longer than reading a small file.
	file io.ReadCloser
	job  *job
	err  error // what ended the reading, if not the end of the file
}

func (in *input) Read(p []byte) (int, error) {
	if in.job.givenUp.Load() {
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

// decode parses a file of a source. Its name says what it is.
func (r *reader) decode(s *Source, f *File, src io.Reader) (value, error) {
	want := s.want()
	if r.parser.leases = r.discovery.Lease && !f.Settings; r.parser.leases {
		want = either(paths(s.lease), want)
	}
	decode := dotenv
	switch filepath.Ext(f.Path) {
	case ".env":
	case ".toml":
		decode = toml
	default:
		if s.comments || r.settings {
			src = &comments{r: src, lead: s.comments}
		}
		return r.parser.parse(src, want)
	}
	text, err := io.ReadAll(io.LimitReader(src, maxText+1))
	switch {
	case err != nil:
		return value{}, err
	case len(text) > maxText:
		return value{}, errLongText
	}
	return decode(text, want)
}
