//go:build unix

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

var extracts = []operation{
	{
		name: "extract", program: "amika-extract",
		prepare: writeHome,
		check: func(_ *world, r *row, o outcome, what string) {
			checkLines(r, o, what, o.stdout, assignments)
		},
	},
	{
		name: "extract into GITHUB_ENV", program: "amika-extract", args: []string{"--format", "github"},
		prepare: func(w *world) {
			writeHome(w)
			w.write("github", "EARLIER=1\n")
		},
		check: func(w *world, r *row, o outcome, what string) {
			text, err := os.ReadFile(w.path("github"))
			must(err)
			added, kept := strings.CutPrefix(string(text), "EARLIER=1\n")
			// A name with a delimiter, a value and the delimiter are three lines.
			if whole := strings.Count(added, "\n")%3 == 0 && (added == "" || strings.HasSuffix(added, "\n")); !kept || !whole {
				r.blame(torn, "%s: status %d, the file has %q", what, o.status, text)
			}
		},
	},
	{
		name: "seed --into", program: "amika-extract", args: []string{"seed", "--into", "box"},
		prepare: func(w *world) {
			writeHome(w)
			writeBelow(w.home, ".claude/.credentials.json", `{"claudeAiOauth": {"accessToken": "sk-ant-oat-planted",
				"refreshToken": "refresh-planted", "scopes": ["user:inference"], "expiresAt": 4102444800000}}`)
			for path, text := range oldBox {
				writeBelow(filepath.Join(w.dir, "box"), path, text)
			}
		},
		check: checkBox,
	},
}

// oldBox is what is in the directory that seed writes into.
var oldBox = map[string]string{
	".claude.json":              `{"own": 1}`,
	".claude/.credentials.json": `{"claudeAiOauth": {"accessToken": "old"}}`,
	".codex/auth.json":          `{"auth_mode": "apikey", "OPENAI_API_KEY": "old"}`,
}

// checkBox checks that each file is the old one or the new one, and that all are
// new if the status says so.
func checkBox(w *world, r *row, o outcome, what string) {
	for path, old := range oldBox {
		text, err := os.ReadFile(filepath.Join(w.dir, "box", path))
		switch {
		case err != nil:
			r.blame(lost, "%s: %v", what, err)
		case !json.Valid(text) || path == ".claude.json" && !strings.Contains(string(text), `"own"`):
			r.blame(torn, "%s: status %d, %s is %q", what, o.status, path, text)
		case strings.Contains(string(text), "refresh-planted"):
			r.blame(escaped, "%s: %s is %q", what, path, text)
		case o.status == 0 && string(text) == old:
			r.blame(lost, "%s: status 0, and %s is the old one; stderr %q", what, path, o.stderr)
		}
	}
}

// assignments are what is found in the home that writeHome makes.
var assignments = []string{
	"ANTHROPIC_API_KEY='sk-ant-planted'", "CLAUDE_API_KEY='sk-ant-planted'",
	"GROQ_API_KEY='gsk-planted'", "OPENAI_API_KEY='sk-planted'", "CODEX_API_KEY='sk-planted'",
}

func writeHome(w *world) {
	for path, text := range map[string]string{
		".claude.json":                    `{"numStartups": 12, "primaryApiKey": "sk-ant-planted", "projects": {}}`,
		".codex/auth.json":                `{"auth_mode": "apikey", "OPENAI_API_KEY": "sk-planted"}`,
		".local/share/opencode/auth.json": `{"groq": {"type": "api", "key": "gsk-planted"}}`,
	} {
		writeBelow(w.home, path, text)
	}
}

func writeBelow(dir, path, text string) {
	path = filepath.Join(dir, path)
	must(os.MkdirAll(filepath.Dir(path), 0o700))
	must(os.WriteFile(path, []byte(text), 0o600))
}

// checkLines checks that what was printed is made of whole lines of those that
// are wanted, and of all of them if the status says so.
func checkLines(r *row, o outcome, what, printed string, wanted []string) {
	lines := strings.SplitAfter(printed, "\n")
	for _, line := range lines[:len(lines)-1] {
		if !strings.Contains("\n"+strings.Join(wanted, "\n")+"\n", "\n"+line) {
			r.blame(torn, "%s: status %d, it printed %q", what, o.status, printed)
			return
		}
	}
	if o.status == 0 && len(lines) != len(wanted)+1 {
		r.blame(lost, "%s: status 0, and it printed only %q; stderr %q", what, printed, o.stderr)
	}
}
