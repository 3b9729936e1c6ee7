package testdata

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// session stores a session of the script's WorkOS, as another client of Amika
// does, and sets SESSION to its file and ACCESS and REFRESH to its tokens. The
// expiry is in the access token and, unless -silent, in the file.
//
//	session [-expires DURATION] [-silent] [-norefresh] [-email TEXT] [-dir DIRECTORY]
func session(ts *testscript.TestScript, neg bool, args []string) {
	flags := flag.NewFlagSet("session", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	expires := flags.Duration("expires", time.Hour, "time until it expires; negative if it has expired")
	silent := flags.Bool("silent", false, "the file has no expires_at")
	noRefresh := flags.Bool("norefresh", false, "the file's refresh_token is empty")
	email := flags.String("email", "dev@example.com", "e-mail address of the user")
	dir := flags.String("dir", "home/.local/state/amika", "directory of the file")
	if err := flags.Parse(args); err != nil || neg || flags.NArg() > 0 || fakeOf(ts).Server == nil {
		ts.Fatalf("usage: session [FLAG...], after workos start: %v", err)
	}
	tokens := fakeOf(ts).Login(*expires)
	members := map[string]any{
		"access_token": tokens.AccessToken, "refresh_token": tokens.RefreshToken, "user_id": "user_01TEST",
		"email": *email, "organization_id": "org_01TEST", "expires_at": tokens.ExpiresAt.UTC().Format(time.RFC3339),
	}
	if *silent {
		delete(members, "expires_at")
	}
	if *noRefresh {
		members["refresh_token"] = ""
	}
	text, err := json.Marshal(members)
	ts.Check(err)
	path := filepath.Join(ts.MkAbs(*dir), "workos-session.json")
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
	ts.Check(os.WriteFile(path, text, 0o600))
	ts.Setenv("SESSION", filepath.ToSlash(path))
	ts.Setenv("ACCESS", tokens.AccessToken)
	ts.Setenv("REFRESH", tokens.RefreshToken)
}

// sameJSON compares a file, or stdout, with the JSON in another file, in which
// variables are expanded. The members must be exactly these, in any order.
// "TIME" matches any RFC 3339 time, "SOME" any string that is not empty and
// "TEXT" any string.
//
//	json stdout WANT
func sameJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: json FILE WANT")
	}
	text := ts.ReadFile(args[0])
	got, err := oneJSON(text)
	if err != nil {
		ts.Fatalf("%s: %v", args[0], err)
	}
	if args[0] == "stdout" && !strings.HasSuffix(text, "\n") {
		ts.Fatalf("the last line on stdout is not ended")
	}
	want, err := oneJSON(os.Expand(ts.ReadFile(args[1]), ts.Getenv))
	if err != nil {
		ts.Fatalf("%s: %v", args[1], err)
	}
	if got = withPlaceholders(got, want); !reflect.DeepEqual(got, want) {
		ts.Fatalf("%s: got\n%s\nwant\n%s", args[0], pretty(got), pretty(want))
	}
}

func oneJSON(text string) (value any, err error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("something follows the value: %v", err)
	}
	return value, nil
}

// withPlaceholders returns got with every value that a placeholder in want matches
// replaced by the placeholder.
func withPlaceholders(got, want any) any {
	switch want := want.(type) {
	case map[string]any:
		if object, ok := got.(map[string]any); ok {
			for name := range object {
				object[name] = withPlaceholders(object[name], want[name])
			}
		}
	case []any:
		if list, ok := got.([]any); ok {
			for i := range min(len(list), len(want)) {
				list[i] = withPlaceholders(list[i], want[i])
			}
		}
	case string:
		text, ok := got.(string)
		_, err := time.Parse(time.RFC3339, text)
		if ok && (want == "TEXT" || want == "SOME" && text != "" || want == "TIME" && err == nil) {
			return want
		}
	}
	return got
}

func pretty(value any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err.Error()
	}
	return b.String()
}

// mode checks the permissions of files, except on Windows: mode 0600 FILE...
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mode MODE FILE...")
	}
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if got := info.Mode().Perm(); got != os.FileMode(want) && runtime.GOOS != "windows" {
			ts.Fatalf("%s has mode %04o, want %04o", name, got, want)
		}
	}
}

// holds checks that a directory has exactly these entries, lock files aside:
// holds DIRECTORY [NAME...].
func holds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: holds DIRECTORY [NAME...]")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	if !os.IsNotExist(err) {
		ts.Check(err)
	}
	var names []string
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), ".lock") {
			names = append(names, entry.Name())
		}
	}
	if got, want := strings.Join(names, " "), strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s holds %q, want %q", args[0], got, want)
	}
}

// await waits until a program in the background has created a file: await FILE.
func await(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: await FILE")
	}
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s was not created", args[0])
		}
	}
}

// bytesTo writes bytes that a script can't contain: bytes FILE COUNT TEXT writes
// TEXT, with Go's escapes, COUNT times.
func bytesTo(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: bytes FILE COUNT TEXT")
	}
	count, err := strconv.Atoi(args[1])
	ts.Check(err)
	text, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Repeat(text, count)), 0o600))
}
