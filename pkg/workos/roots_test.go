package workos

import (
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

func TestRoots(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("the system has the last word on certificates")
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("[]"))
	}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	dir := t.TempDir()
	file := filepath.Join(dir, "ca.pem")
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, ca, 0o600); err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "broken.pem")
	if err := os.WriteFile(broken, ca[:len(ca)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	const untrusted = "its certificate is signed by an authority that is not trusted here; if your network inspects TLS, set SSL_CERT_FILE"
	tests := []struct {
		name, file, url string
		want            []string
	}{
		{"those of the system", "", server.URL, []string{untrusted}},
		{"no certificates at all", filepath.Join(dir, "none"), server.URL, []string{"the file that SSL_CERT_FILE names can't be read: no such file or directory; set SSL_CERT_FILE", "mozilla is trusted"}},
		{"SSL_CERT_FILE that is broken", broken, server.URL, []string{"the file that SSL_CERT_FILE names holds no certificate; set SSL_CERT_FILE"}},
		{"SSL_CERT_FILE", file, server.URL, nil},
		{"SSL_CERT_FILE and another host", file, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), []string{"its certificate is that of another host"}},
		{"not asked over TLS", filepath.Join(dir, "none"), strings.Replace(server.URL, "https", "http", 1), []string{"nothing is trusted"}},
		{"no request", filepath.Join(dir, "none"), "http://elsewhere.example", []string{"nothing is trusted"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			out := runChild(t, tt.url, "SSL_CERT_FILE="+tt.file, "SSL_CERT_DIR="+dir+"/none")
			if len(tt.want) == 0 && out != "" {
				t.Errorf("got %s", out)
			}
			for _, want := range tt.want {
				if !strings.Contains(out, want) {
					t.Errorf("got %s, want %s", out, want)
				}
			}
		})
	}
}

// A program that imports this package may have given roots of its own.
func TestRootsGivenBefore(t *testing.T) {
	t.Parallel()
	runChild(t, "given", "SSL_CERT_FILE=/nonexistent", "SSL_CERT_DIR=/nonexistent")
}

// A recorder is a pool that only counts.
type recorder struct{ plain, constrained int }

func (r *recorder) AddCert(*x509.Certificate) { r.plain++ }

func (r *recorder) AddCertWithConstraint(_ *x509.Certificate, constraint func([]*x509.Certificate) error) {
	if constraint != nil {
		r.constrained++
	}
}

// Mozilla trusts some authorities for a part of what they sign only.
func TestRootsKeepTheirConstraints(t *testing.T) {
	t.Parallel()
	var want, got recorder
	for root := range bundle.Roots() {
		if root.Constraint != nil {
			want.constrained++
		} else {
			want.plain++
		}
	}
	addRoots(&got)
	if got != want || want.constrained == 0 || want.plain < 50 {
		t.Errorf("%+v are trusted, want %+v", got, want)
	}
}
