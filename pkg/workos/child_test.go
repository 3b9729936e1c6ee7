package workos

import (
	"context"
	"crypto/x509"
	"errors"
	"os"
	"os/exec"
	"testing"

	"amika.dev/pkg/secret"
)

// What a process trusts and which proxy it uses is settled once, so each case
// is a process of its own: this test binary, with childURL set to what it is
// to ask.
const childURL = "AMIKA_TEST_URL"

func TestMain(m *testing.M) {
	url := os.Getenv(childURL)
	switch url {
	case "":
		os.Exit(m.Run())
	case "given":
		x509.SetFallbackRoots(mozilla())
		giveRoots()
		return
	}
	_, err := new(Client).Verify(context.Background(), url, secret.New("key"))
	if e, ok := errors.AsType[*Error](err); ok {
		_, _ = os.Stdout.WriteString(e.Reason + "; " + e.Hint() + "\n")
	}
	if pool, err := x509.SystemCertPool(); err != nil || pool.Equal(x509.NewCertPool()) {
		_, _ = os.Stdout.WriteString("nothing is trusted\n")
	} else if pool.Equal(mozilla()) {
		_, _ = os.Stdout.WriteString("mozilla is trusted\n")
	}
}

// mozilla returns a pool of the roots that this package gives.
func mozilla() *x509.CertPool {
	pool := x509.NewCertPool()
	addRoots(pool)
	return pool
}

// runChild returns what the child prints.
func runChild(t *testing.T, url string, environment ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(environment, childURL+"="+url)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
