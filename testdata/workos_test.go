package testdata

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a test waits for what a program in the background will do.
// It only matters if that never happens.
const patience = 20 * time.Second

// A fake is the WorkOS server of a script.
type fake struct {
	*authtest.Server
	seen int // requests before the last `workos saw`
}

type fakeKey struct{}

func fakeOf(ts *testscript.TestScript) *fake { return ts.Value(fakeKey{}).(*fake) }

// workos controls a script's WorkOS server, which also answers for Amika.
//
//	workos start [SETTING=VALUE...] [FAULT...]  starts it and sets the variables of its URLs
//	workos fail FAULT...                        see authtest.Server.FailText
//	workos approve | deny | expire | end        decides a login, ends codes or sessions
//	workos await ENDPOINT...                    waits for these requests, in this order
//	workos saw [ENDPOINT...]                    exactly these came since the last saw
//	workos sent PATTERN                         the form of some request matches; ! for none
func workos(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 || neg && args[0] != "sent" {
		ts.Fatalf("usage: workos start|fail|approve|deny|expire|end|await|saw|sent [ARG...]")
	}
	f, rest := fakeOf(ts), args[1:]
	if args[0] != "start" && f.Server == nil {
		ts.Fatalf("workos start comes first")
	}
	switch args[0] {
	case "start":
		f.start(ts, rest)
	case "fail":
		for _, fault := range rest {
			ts.Check(f.FailText(fault))
		}
	case "approve":
		f.until(ts, "a login to approve", f.Approve)
	case "deny":
		f.until(ts, "a login to deny", f.Deny)
	case "expire":
		f.Expire()
	case "end":
		f.End()
	case "await":
		f.until(ts, strings.Join(rest, " "), func() bool { return f.has(rest) })
	case "saw":
		got := strings.Join(f.unseen(), " ")
		f.seen = len(f.Requests())
		if want := strings.Join(rest, " "); got != want {
			ts.Fatalf("the server saw %q, want %q", got, want)
		}
	case "sent":
		if len(rest) != 1 {
			ts.Fatalf("usage: workos sent PATTERN")
		}
		pattern := regexp.MustCompile(rest[0])
		if found := slices.ContainsFunc(f.Requests(), func(r authtest.Received) bool { return pattern.MatchString(r.Form.Encode()) }); found == neg {
			ts.Fatalf("requests that match %s: %v", pattern, found)
		}
	default:
		ts.Fatalf("unknown command workos %s", args[0])
	}
}

// start starts a server, and replaces any earlier one. The interval between polls
// is one second, so that tests don't wait long.
func (f *fake) start(ts *testscript.TestScript, args []string) {
	f.Server, f.seen = &authtest.Server{Interval: time.Second}, 0
	for _, arg := range args {
		if name, value, ok := strings.Cut(arg, "="); ok && !strings.ContainsAny(name, ":#") {
			ts.Check(f.set(name, value))
			continue
		}
		ts.Check(f.FailText(arg))
	}
	url, stop, err := f.Start()
	ts.Check(err)
	ts.Defer(stop)
	ts.Setenv("AMIKA_WORKOS_API_URL", url)
	ts.Setenv("AMIKA_API_URL", url)
	ts.Setenv("WORKOS_HOST", strings.TrimPrefix(url, "http://"))
}

func (f *fake) set(name, value string) (err error) {
	switch name {
	case "approved": // the poll that finds a login approved
		f.ApproveAfter, err = strconv.Atoi(value)
	case "interval":
		f.Interval, err = time.ParseDuration(value)
	case "codelife":
		f.CodeLife, err = time.ParseDuration(value)
	case "tokenlife":
		f.TokenLife, err = time.ParseDuration(value)
	case "stepup":
		f.StepUp = value
	case "email":
		f.Email = value
	case "client":
		f.ClientID = value
	case "key":
		f.APIKeys = append(f.APIKeys, value)
	default:
		err = fmt.Errorf("a server has no setting %q", name)
	}
	return err
}

// unseen returns the endpoints requested since the last saw.
func (f *fake) unseen() []string {
	var names []string
	for _, r := range f.Requests()[f.seen:] {
		names = append(names, string(r.Endpoint))
	}
	return names
}

// has reports whether these requests have come since the last saw, in this order,
// with or without others between them.
func (f *fake) has(wanted []string) bool {
	for _, name := range f.unseen() {
		if len(wanted) > 0 && wanted[0] == name {
			wanted = wanted[1:]
		}
	}
	return len(wanted) == 0
}

// until waits until condition returns true.
func (f *fake) until(ts *testscript.TestScript, what string, condition func() bool) {
	for end := time.Now().Add(patience); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			ts.Fatalf("timed out waiting for %s; the server saw %q", what, f.unseen())
		}
	}
}

// serve starts a WorkOS server for one test and returns its URL.
func serve(t *testing.T, server *authtest.Server) (*authtest.Server, string) {
	t.Helper()
	url, stop, err := server.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return server, url
}

// store stores a session in a directory, as a login does.
func store(t *testing.T, dir string, tokens authtest.Tokens) {
	t.Helper()
	text, err := json.Marshal(map[string]string{
		"access_token": tokens.AccessToken, "refresh_token": tokens.RefreshToken,
		"email": "dev@example.com", "expires_at": tokens.ExpiresAt.UTC().Format(time.RFC3339),
	})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "workos-session.json"), string(text))
}
