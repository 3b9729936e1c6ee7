package source

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

// parseText parses a whole file as [reader.readOnce] would.
func parseText(t testing.TB, r io.Reader, want shape) (value, error) {
	t.Helper()
	d := &Discovery{open: func(string) (io.ReadCloser, error) { return io.NopCloser(r), nil }}
	reader := &reader{discovery: d, chunk: make([]byte, 16<<10)}
	return reader.readOnce(&job{source: &Source{want: func() shape { return want }}, file: new(File)})
}

func textOf(v value, name string) string { return v.members.get(name).text }

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"object", `{"key":"v"}`, "v"},
		{"spaces", " \n{ \"key\" : \" v\\n\" } \n", "v"},
		{"byte order mark", "\uFEFF{\"key\":\"v\"}", "v"},
		{"the last of duplicates", `{"key":"a","key":1,"key":"v"}`, "v"},
		{"lone surrogate elsewhere", `{"x":"\ud83d","\udc00":[],"key":"v"}`, "v"},
		{"invalid UTF-8 elsewhere", "{\"\xff\":\"\xfe\",\"key\":\"v\"}", "v"},
		{"nested namesake", `{"x":{"key":"a"},"key":"v"}`, "v"},
		{"empty", "", "it is empty"},
		{"white space", " \n", "it is empty"},
		{"byte order mark alone", "\uFEFF", "it is empty"},
		{"array", `["key"]`, "it is not a JSON object"},
		{"string", `"key"`, "it is not a JSON object"},
		{"null", `null`, "it is not a JSON object"},
		{"no JSON", `key=secret`, "it is not valid JSON at byte 0"},
		{"NUL bytes", "\x00\x00\x00", "it is not valid JSON at byte 0"},
		{"UTF-16", "\xff\xfe{\x00}\x00", "it is not valid JSON at byte 0"},
		{"cut", `{"key":"v`, "it ends at byte 9, before the JSON does"},
		{"cut in a member that nobody wants", `{"key":"v","x":[1,`, "it ends at byte 18, before the JSON does"},
		{"cut after a byte order mark", "\uFEFF{", "it ends at byte 4, before the JSON does"},
		{"single quotes", `{'key':'v'}`, "it is not valid JSON at byte 1"},
		{"trailing comma", `{"key":"v",}`, "it is not valid JSON at byte 10"},
		{"bad value", `{"key":"v","x":secret}`, "it is not valid JSON at byte 15"},
		{"a second object", `{"key":"v"}{"key":"w"}`, "something follows the JSON object"},
		{"a stray brace", `{"key":"v"}}`, "something follows the JSON object"},
		{"NUL bytes after it", "{\"key\":\"v\"}\x00\x00", "something follows the JSON object"},
		{"too deep", strings.Repeat(`{"x":`, 20000), "it is not valid JSON at byte 50000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			object, err := parseText(t, strings.NewReader(tt.text), members("key"))
			got := textOf(object, "key")
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	long := func(n int) io.Reader { return io.LimitReader(repeating('x'), int64(n)) }
	tests := []struct {
		name   string
		inside io.Reader
		before string
		after  string
		err    error
	}{
		{"a long string that nobody wants", long(15 << 20), `{"x":"`, `","key":"v"}`, nil},
		{"a long string that is wanted", long(15 << 20), `{"x":0,"key":"`, `"}`, nil},
		{"a string that is too long", long(17 << 20), `{"x":"`, `","key":"v"}`, ErrTooLong},
		{"a name that is too long", long(17 << 20), `{"`, `":1}`, ErrTooLong},
		{"a wanted string that is too long", long(17 << 20), `{"key":"`, `"}`, ErrTooLong},
		{"white space that is too long", io.LimitReader(repeating(' '), 17<<20), `{"key":`, `1}`, ErrTooLong},
		{"a number that is too long", io.LimitReader(repeating('1'), 17<<20), `{"key":`, `}`, ErrTooLong},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			object, err := parseText(t, io.MultiReader(strings.NewReader(tt.before), tt.inside, strings.NewReader(tt.after)), members("key"))
			if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
				t.Errorf("got %v, want %v", err, tt.err)
			}
			if kept := len(textOf(object, "key")); kept > maxSecret {
				t.Errorf("%d bytes were kept", kept)
			}
		})
	}
	_, err := parseText(t, io.MultiReader(strings.NewReader(`{"a":"b"`), repeatingText(`,"`, 20<<20)), every(nil))
	if !errors.Is(err, errTooMuch) {
		t.Errorf("a file full of credentials: %v", err)
	}
	for _, entry := range []string{`1`, `[]`, `"text"`, `{"type":"new","key":"k"}`, `{"key":"k"}`, `{"type":5}`} {
		var all strings.Builder
		for i := range 10 * maxEntries {
			fmt.Fprintf(&all, `"%d":%s,`, i, entry)
		}
		store, err := parseText(t, strings.NewReader("{"+all.String()+`"good":{"type":"API","key":"v"}}`), openCodeStore())
		good := store.members.get("good")
		if err != nil || len(store.members.members) > few+1 || textOf(good, "key") != "v" {
			t.Errorf("entries like %s: %d are kept, %v", entry, len(store.members.members), err)
		}
	}
	var many strings.Builder
	for i := range maxEntries + 1 {
		fmt.Fprintf(&many, `,"%d":1`, i)
	}
	if _, err := parseText(t, strings.NewReader("{"+many.String()[1:]+"}"), every(nil)); err != errTooMany {
		t.Errorf("too many entries: %v", err)
	}
}

// repeating yields one byte for ever.
type repeating byte

func (r repeating) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

// repeatingText yields about size bytes of members that all differ, each after
// separator, which opens its name.
func repeatingText(separator string, size int) io.Reader {
	r, w := io.Pipe()
	go func() {
		defer w.Close()
		padding := strings.Repeat("x", 10000)
		for n := 0; n < size; n += len(padding) {
			if _, err := io.WriteString(w, separator+time.Duration(n).String()+`":"`+padding+`"`); err != nil {
				return
			}
		}
	}()
	return r
}

// Memory is bounded by the longest string of a file, not by its size: reading
// 64 MiB takes no more than a few buffers.
func TestMemoryIsBounded(t *testing.T) {
	member := `,"history":[{"display":"` + strings.Repeat("h", 1000) + `","pasted":{"1":[true,null,1.5e3]}}]`
	r := io.MultiReader(strings.NewReader(`{"key":"v"`), &repeatedText{text: member, left: 64 << 20 / len(member)}, strings.NewReader("}"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	object, err := parseText(t, r, members("key"))
	runtime.ReadMemStats(&after)
	if err != nil || textOf(object, "key") != "v" {
		t.Fatalf("got %v, %v", object, err)
	}
	if grown := after.HeapSys - before.HeapSys; after.HeapSys > before.HeapSys && grown > 8<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// Nor does memory grow with the members of a store in which each may be a
// credential, as long as they are none: a million of them take no more than a few
// buffers.
func TestMemoryDoesNotGrowWithMembers(t *testing.T) {
	for _, member := range []string{`,"%d":{}`, `,"%d":{"other":1}`, `,"%d":null`} {
		var text strings.Builder
		text.WriteString(`{"a":{"key":"v"}`)
		for i := range 1_000_000 {
			fmt.Fprintf(&text, member, i)
		}
		text.WriteByte('}')
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		root, err := parseText(t, strings.NewReader(text.String()), every(members("key")))
		runtime.ReadMemStats(&after)
		if err != nil || root.members.len() != 1 {
			t.Errorf("%s: %d members, %v", member, root.members.len(), err)
		}
		if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 8<<20 {
			t.Errorf("%s: the heap grew by %d bytes", member, grown)
		}
	}
}

// repeatedText yields a text a number of times.
type repeatedText struct {
	text string
	left int
	rest string
}

func (r *repeatedText) Read(p []byte) (int, error) {
	if r.rest == "" {
		if r.left == 0 {
			return 0, io.EOF
		}
		r.left--
		r.rest = r.text
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// FuzzParse holds the parser against encoding/json, which takes the last of
// duplicate members and mends invalid UTF-8 too.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"key":"v"}`, `{"key":"a","key":"b"}`, "\uFEFF{}", `{"key":{"key":1}}`, `{"key":"\ud800"}`, `{}{}`, ``, `[`, `{"key":" v "}`,
	} {
		f.Add([]byte(seed))
	}
	form := regexp.MustCompile(`^it is (empty|not a JSON object|not valid JSON at byte \d+)$|^it ends at byte \d+, before the JSON does$|^something follows the JSON object$`)
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := parseText(t, strings.NewReader(string(data)), members("key"))
		if err != nil && !form.MatchString(err.Error()) {
			t.Errorf("%q: the error quotes the file: %v", data, err)
		}
		var oracle map[string]any
		data = []byte(strings.TrimPrefix(string(data), "\uFEFF"))
		oracleErr := json.Unmarshal(data, &oracle)
		if oracle == nil && oracleErr == nil {
			return // null
		}
		if (err == nil) != (oracleErr == nil) {
			t.Fatalf("%q: got %v, encoding/json says %v", data, err, oracleErr)
		}
		want, isString := oracle["key"].(string)
		want = strings.TrimSpace(want)
		if err == nil && isString && len(want) <= maxSecret && textOf(got, "key") != want {
			t.Errorf("%q: got %q, want %q", data, textOf(got, "key"), want)
		}
	})
}

// FuzzSources feeds any file to every source. Whatever it holds, nothing of it
// shows in an error, and what is found can be printed.
func FuzzSources(f *testing.F) {
	for _, seed := range []string{
		`{"primaryApiKey":"sk-ant-a","apiKey":1}`, `{"claudeAiOauth":{"accessToken":"t","expiresAt":0}}`,
		`{"OPENAI_API_KEY":null,"tokens":{"access_token":"t"}}`, `{"groq_api_key":"k","x":{"access":"t","expires":"2026-11-23T16:18:58Z"}}`,
		`{"a\u001b[0m":{"type":"API","key":"k"},"b":{"type":"oauth","access":"t","expires":"x"},"c":[]}`, `{"auth":{"token":"t"},"anthropic":""}`,
	} {
		f.Add(seed)
	}
	errForm := regexp.MustCompile(`^[A-Za-z_. ]+ is not a(n object| string| time)$`)
	f.Fuzz(func(t *testing.T, content string) {
		if !json.Valid([]byte(content)) {
			return // see FuzzParse; reading those again takes time
		}
		for _, s := range Table() {
			d := &Discovery{Now: time.Unix(1.8e9, 0), open: func(string) (io.ReadCloser, error) { return text(content)() }}
			r := &reader{discovery: d, chunk: make([]byte, 16<<10)}
			file := r.read(&job{source: s, file: &File{Path: "/f"}})
			for _, err := range file.Errs {
				if err != ErrNotObject && !errForm.MatchString(err.Error()) {
					t.Errorf("%s: the error quotes the file: %v", s.ID, err)
				}
			}
			for _, found := range file.Findings {
				if _, err := Canonical(found.Provider); found.State == Usable && err != nil {
					t.Errorf("%s: the provider %q: %v", s.ID, found.Provider, err)
				}
				for _, c := range []byte(found.Value.Reveal()) {
					if c < 0x20 || c > 0x7e {
						t.Errorf("%s: the value has byte %#x", s.ID, c)
					}
				}
				if found.State != Usable && found.Value.Reveal() != "" {
					t.Errorf("%s: a value that can't be used is kept", s.ID)
				}
			}
		}
	})
}
