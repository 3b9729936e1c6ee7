//go:build unix

package credential_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"amika.dev/pkg/credential"
	"amika.dev/pkg/secret"
)

// writerVariable makes the test binary the process that is killed.
const writerVariable = "CREDENTIAL_TEST_WRITER"

func TestMain(m *testing.M) {
	if os.Getenv(writerVariable) != "" {
		fmt.Fprintln(os.Stderr, writeForever())
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForever saves one session after the other, each with the next number in
// all its fields, and prints the number when it is saved.
func writeForever() error {
	store := credential.NewStore(os.LookupEnv, func(string) {})
	for {
		lock, err := store.SessionFile().Lock(context.Background())
		if err != nil {
			return err
		}
		session, err := lock.Read(context.Background())
		if err != nil {
			return err
		}
		number, err := strconv.Atoi(session.UserID)
		if err != nil {
			return err
		}
		next := numbered(number + 1)
		draft, err := lock.Prepare(context.Background())
		if err == nil {
			err = draft.Commit(next, nil)
		}
		lock.Unlock()
		if err != nil {
			return err
		}
		if _, err := fmt.Println(next.UserID); err != nil {
			return err
		}
	}
}

// numbered is a session whose content shows if it is whole. Its length varies.
func numbered(n int) credential.Session {
	text := strconv.Itoa(n)
	return credential.Session{
		AccessToken:  secret.New(strings.Repeat(text+".", 1+n%97)),
		RefreshToken: secret.New(strings.Repeat("r", n%1013) + text), UserID: text, Email: text, OrganizationID: text,
	}
}

// Writers are killed at random moments. After each, the file is whole, and
// is the last one that was said to be saved or the one after that.
func TestKills(t *testing.T) {
	t.Parallel()
	const workers = 4
	var left, saved atomic.Int64
	left.Store(kills)
	for range workers {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil, nil)
			l := locked(t, w.SessionFile())
			if err := l.Write(t.Context(), numbered(0)); err != nil {
				t.Fatal(err)
			}
			l.Unlock()
			last := 0
			for left.Add(-1) >= 0 && !t.Failed() {
				last = killWriter(t, w, last)
			}
			saved.Add(int64(last))
		})
	}
	t.Cleanup(func() {
		if saved.Load() < kills {
			t.Errorf("only %d sessions were saved: the writers were killed too early to show anything", saved.Load())
		}
	})
}

// killWriter runs a writer for a moment, and returns the number of the session
// that is in the file after that. last is the number before.
func killWriter(t *testing.T, w *world, last int) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerVariable+"=1", credential.DirectoryVariable+"="+w.dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	said := last
	read := func() error {
		line, err := lines.ReadString('\n')
		if err == nil {
			said, err = strconv.Atoi(strings.TrimSuffix(line, "\n"))
		}
		return err
	}
	if err := read(); err != nil { // it is under way
		t.Errorf("the writer did not start: %v", err)
	}
	time.Sleep(rand.N(4 * time.Millisecond))
	_ = cmd.Process.Kill()
	for err = read(); err == nil; err = read() {
	}
	if err != io.EOF {
		t.Error(err)
	}
	_ = cmd.Wait()
	session, err := w.SessionFile().Read(t.Context())
	if err != nil {
		t.Fatalf("after a kill: %v", err)
	}
	got, err := strconv.Atoi(session.UserID)
	whole := numbered(got)
	if err != nil || !session.AccessToken.Equal(whole.AccessToken) || !session.RefreshToken.Equal(whole.RefreshToken) || session.Email != whole.Email {
		t.Fatalf("after a kill the file is a mixture: %+v", session)
	}
	if got != said && got != said+1 {
		t.Fatalf("the file is number %d after %d was said to be saved", got, said)
	}
	return got
}
