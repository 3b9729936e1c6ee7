//go:build unix

package testdata

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// kubernetes starts what kubectl asks a cluster before it takes an object.
func kubernetes(t *testing.T) (url string) {
	t.Helper()
	const resources = `{"kind": "APIResourceList", "groupVersion": "v1", "resources": [
		{"name": "secrets", "singularName": "secret", "namespaced": true, "kind": "Secret", "verbs": ["create", "get", "patch"]},
		{"name": "pods", "singularName": "pod", "namespaced": true, "kind": "Pod", "verbs": ["create", "get", "patch"]}]}`
	answers := map[string]string{
		"/api":    `{"kind": "APIVersions", "versions": ["v1"]}`,
		"/apis":   `{"kind": "APIGroupList", "apiVersion": "v1", "groups": []}`,
		"/api/v1": resources,
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer, ok := answers[r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			answer = `{"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}`
		}
		_, _ = w.Write([]byte(answer))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// TestKubectlTakesIt lets the real kubectl read the Secret, and the manifest that
// the README shows.
func TestKubectlTakesIt(t *testing.T) {
	t.Parallel()
	kubectl, err := exec.LookPath("kubectl")
	if err != nil {
		t.Skip(err)
	}
	home := t.TempDir()
	putLogin(t, home, 7)
	write(t, filepath.Join(home, ".codex", "auth.json"), `{"OPENAI_API_KEY": "sk-openai"}`)
	seed := exec.Command(filepath.Join(programs(t), "amika-extract"), "seed", "--format", "kubernetes", "--name", "agents")
	seed.Env = environ("HOME=" + home)
	secret, err := seed.Output()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join("..", "amika-extract", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	manifest := regexp.MustCompile("(?s)```yaml\n(apiVersion: v1\nkind: Pod\n.*?)```").FindSubmatch(readme)
	if manifest == nil {
		t.Fatal("the README has no manifest")
	}
	url := kubernetes(t)
	for kind, object := range map[string][]byte{"Secret": secret, "Pod": manifest[1]} {
		cmd := exec.Command(kubectl, "--server", url, "apply", "--dry-run=client", "--validate=false", "-o", "json", "-f", "-")
		cmd.Env = environ("HOME=" + t.TempDir())
		cmd.Stdin = bytes.NewReader(object)
		var errs bytes.Buffer
		cmd.Stderr = &errs
		out, err := cmd.Output()
		if err != nil {
			t.Errorf("%s: %v\n%s", kind, err, &errs)
			continue
		}
		var taken struct {
			Kind     string
			Metadata struct{ Name string }
			Data     map[string][]byte
		}
		if err := json.Unmarshal(out, &taken); err != nil || taken.Kind != kind {
			t.Errorf("%s: %v, taken as %q", kind, err, taken.Kind)
		}
		if kind == "Secret" && (taken.Metadata.Name != "agents" || string(taken.Data["codex-auth.json"]) != `{"auth_mode":"apikey","OPENAI_API_KEY":"sk-openai"}`) {
			t.Errorf("kubectl takes it for %s %q", taken.Metadata.Name, taken.Data)
		}
	}
}
