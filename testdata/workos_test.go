package testdata

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"amika.dev/pkg/authtest"
	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a script waits for something that a program in the
// background will do. It only matters when that never happens.
const patience = 20 * time.Second

// A fake is the WorkOS of a script.
type fake struct {
	*authtest.Server
	seen int // requests that `workos saw` has been told of
}

type fakeKey struct{}

func fakeOf(ts *testscript.TestScript) *fake { return ts.Value(fakeKey{}).(*fake) }

// workos is a script's WorkOS, and Amika's list of sandboxes with it.
//
//	workos start [SETTING=VALUE...] [FAULT...]  serves, and sets the variables of the URLs
//	workos fail FAULT...                        see authtest.Server.FailText
//	workos approve | deny | expire | end        decides a login, ends codes or sessions
//	workos await ENDPOINT...                    waits for such requests, in this order
//	workos saw [ENDPOINT...]                    these came since the last saw, and no other
//	workos sent PATTERN                         matches the form of a request; ! for none
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
		ts.Fatalf("workos knows no %q", args[0])
	}
}

// start starts a new server in place of the one that there may be. Codes are
// polled every second, not to keep the tests waiting.
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

// unseen are the requests that have come since the last saw.
func (f *fake) unseen() []string {
	var names []string
	for _, r := range f.Requests()[f.seen:] {
		names = append(names, string(r.Endpoint))
	}
	return names
}

// has reports whether these requests have come since then, in this order; others
// may have come between them.
func (f *fake) has(wanted []string) bool {
	for _, name := range f.unseen() {
		if len(wanted) > 0 && wanted[0] == name {
			wanted = wanted[1:]
		}
	}
	return len(wanted) == 0
}

// until waits until condition holds.
func (f *fake) until(ts *testscript.TestScript, what string, condition func() bool) {
	for end := time.Now().Add(patience); !condition(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			ts.Fatalf("waited in vain for %s; the server saw %q", what, f.unseen())
		}
	}
}
