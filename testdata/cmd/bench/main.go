// Bench measures what the programs cost, as ratios to programs that do less,
// run in turns so that a busy machine slows both:
//
//	go run ./testdata/cmd/bench BIN
//
// BIN is the directory with the built programs. It prints each measure, its bar
// and whether it was reached, and never fails because of one: machines are noisy.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: bench BIN")
	}
	bin, err := filepath.Abs(os.Args[1])
	check(err)
	work, err := os.MkdirTemp("", "amika-bench-")
	check(err)
	defer os.RemoveAll(work)
	b := &bench{bin: bin, work: work}
	b.baselines("empty", "unmarshal", "memory", "nethttp")
	b.startup()
	b.token()
	b.refreshes()
	b.bigFile()
	b.sizes()
}

// A bench is where the measured programs and files are.
type bench struct{ bin, work string }

// baselines builds the programs that the others are held against.
func (b *bench) baselines(names ...string) {
	for _, name := range names {
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.work+string(filepath.Separator), "amika.dev/testdata/cmd/bench/"+name)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		build.Stderr = os.Stderr
		check(build.Run())
	}
}

func (b *bench) startup() {
	home := b.home("typical", map[string]string{
		".claude.json":                    `{"numStartups": 12, "oauthAccount": {"emailAddress": "dev@example.com"}, "projects": {}}`,
		".claude/.credentials.json":       `{"claudeAiOauth":{"accessToken":"sk-ant-oat01-x","refreshToken":"sk-ant-ort01-x","expiresAt":4102444800000,"scopes":["user:inference"]}}`,
		".codex/auth.json":                `{"auth_mode": "apikey", "OPENAI_API_KEY": "sk-proj-x"}`,
		".local/share/opencode/auth.json": `{"groq": {"type": "api", "key": "gsk_x"}, "zai": {"type": "api", "key": "x"}}`,
	})
	t := turns(300, home,
		[]string{filepath.Join(b.work, "empty")},
		[]string{filepath.Join(b.bin, "amika-extract")},
		[]string{filepath.Join(b.bin, "amika"), "auth", "extract"})
	report("amika-extract, a typical home, over an empty program", ratio(t[1], t[0]), 1.4)
	report("amika auth extract less amika-extract, in empty programs", ratio(t[2]-t[1], t[0]), 1.25)
}

func (b *bench) bigFile() {
	const size, sizeMB = 99 << 20, "99 MiB"
	home := b.home("big", nil)
	path := filepath.Join(home, ".claude.json")
	writeClaude(path, size)
	t := turns(7, home, []string{filepath.Join(b.work, "unmarshal"), path}, []string{filepath.Join(b.bin, "amika-extract")})
	report(sizeMB+" of ~/.claude.json, over encoding/json", ratio(t[1], t[0]), 0.2)
	report(sizeMB+" of ~/.claude.json, MB of memory", b.memory(home), 6)
	writeClaude(path, 1<<30)
	report("1 GiB of ~/.claude.json, MB of memory", b.memory(home), 6)
}

func (b *bench) sizes() {
	for _, p := range []struct {
		name string
		bar  float64
	}{{"amika-extract", 2.5}, {"amika", 2.3}, {"amika-login", 7}} {
		info, err := os.Stat(filepath.Join(b.bin, p.name))
		check(err)
		report(p.name+", MB", float64(info.Size())/1e6, p.bar)
	}
}

// memory is how much amika-extract has at most, in MB.
func (b *bench) memory(home string) float64 {
	cmd := exec.Command(filepath.Join(b.work, "memory"), filepath.Join(b.bin, "amika-extract"))
	cmd.Env = []string{"HOME=" + home}
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	check(err)
	kib, err := strconv.ParseFloat(string(out), 64)
	check(err)
	return kib * 1024 / 1e6
}

// home makes a home directory with the given files.
func (b *bench) home(name string, files map[string]string) string {
	home := filepath.Join(b.work, name)
	check(os.MkdirAll(home, 0o700))
	for path, content := range files {
		path = filepath.Join(home, path)
		check(os.MkdirAll(filepath.Dir(path), 0o700))
		check(os.WriteFile(path, []byte(content), 0o600))
	}
	return home
}

// writeClaude writes a file of about size bytes that looks like the
// configuration of a busy Claude Code, which keeps what was typed and pasted.
func writeClaude(path string, size int) {
	f, err := os.Create(path)
	check(err)
	defer f.Close()
	pasted := strings.Repeat(`func main() { fmt.Println(\"hello\") }\n`, 40)
	entry := []byte(`{"display":"explain [Pasted text #1 +40 lines]","pastedContents":{"1":{"id":1,"type":"text","content":"` + pasted + `"}},"at":1795422738089,"ok":true},`)
	block := slices.Repeat(entry, 64)
	_, err = f.WriteString(`{"numStartups":900,"projects":{"/home/u/p":{"allowedTools":[],"history":[`)
	check(err)
	for n := 0; n < size; n += len(block) {
		_, err = f.Write(block)
		check(err)
	}
	_, err = f.WriteString(`null]}},"primaryApiKey":"sk-ant-api03-x"}`)
	check(err)
}

// turns runs each command n times, one after the other, and returns the median
// of how long each took.
func turns(n int, home string, commands ...[]string) []time.Duration {
	took := make([][]time.Duration, len(commands))
	for range n {
		for i, c := range commands {
			cmd := exec.Command(c[0], c[1:]...)
			cmd.Env = []string{"HOME=" + home}
			begin := time.Now()
			check(cmd.Run())
			took[i] = append(took[i], time.Since(begin))
		}
	}
	medians := make([]time.Duration, len(commands))
	for i := range took {
		slices.Sort(took[i])
		medians[i] = took[i][n/2]
	}
	return medians
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func report(what string, got, bar float64) {
	verdict := "reached"
	if got > bar {
		verdict = "MISSED"
	}
	fmt.Printf("%-58s %6.2f  at most %5.2f  %s\n", what, got, bar, verdict)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
