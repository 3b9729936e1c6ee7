package browser_test

import (
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"amika.dev/amika-login/browser"
)

const page = "https://auth.example/device?user_code=WXYZ-BBBC&x=1"

// A machine is a browser's surroundings: its programs and variables.
type machine struct {
	goos      string
	programs  []string
	variables map[string]string
	broken    []string // programs that can't be started
}

// open returns the command lines that were started for url.
func (m machine) open(t *testing.T, url string) (started []string) {
	t.Helper()
	b := browser.Browser{
		LookupEnv: func(name string) (string, bool) {
			value, set := m.variables[name]
			return value, set
		},
		Environ: func() []string { return nil },
		GOOS:    m.goos,
		Look:    m.look,
		Start: func(argv, _ []string) error {
			if slices.Contains(m.broken, argv[0]) {
				return errors.New("exec format error")
			}
			started = append(started, strings.Join(argv, "|"))
			return nil
		},
	}
	opened, err := b.Open(url)
	if opened != (len(started) == 1) {
		t.Errorf("reported %v, started %q", opened, started)
	}
	value := strings.TrimSpace(m.variables["BROWSER"])
	if want := value != "" && value != "none" && !opened; (err != nil) != want {
		t.Errorf("got the error %v", err)
	}
	return started
}

// look finds a program as [process.Look] does.
func (m machine) look(name string) (string, error) {
	paths := []string{name}
	if !strings.HasPrefix(name, "/") && !filepath.IsAbs(name) {
		paths = nil
		for dir := range strings.SplitSeq(m.variables["PATH"], ":") {
			if strings.HasPrefix(dir, "/") {
				paths = append(paths, dir+"/"+name)
			}
		}
	}
	for _, path := range paths {
		if slices.Contains(m.programs, path) {
			return path, nil
		}
	}
	return "", fs.ErrNotExist
}

func TestSessions(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the table has paths of Unix")
	}
	const (
		xdg     = "/usr/bin/xdg-open|" + page
		handler = "url.dll,FileProtocolHandler|" + page
	)
	desktop := map[string]string{"DISPLAY": ":0"}
	tests := []struct {
		name      string
		goos      string
		variables map[string]string
		want      string
	}{
		{"X11", "linux", desktop, xdg},
		{"Wayland", "linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, xdg},
		{"no display", "linux", nil, ""},
		{"an empty display", "linux", map[string]string{"DISPLAY": "", "WAYLAND_DISPLAY": ""}, ""},
		{"another Unix", "freebsd", desktop, xdg},
		{"SSH_CONNECTION", "linux", map[string]string{"DISPLAY": ":0", "SSH_CONNECTION": "1"}, ""},
		{"SSH_CLIENT", "linux", map[string]string{"DISPLAY": ":0", "SSH_CLIENT": "1"}, ""},
		{"SSH_TTY", "linux", map[string]string{"DISPLAY": ":0", "SSH_TTY": "/dev/pts/0"}, ""},
		{"CI", "linux", map[string]string{"DISPLAY": ":0", "CI": "true"}, ""},
		{"CI by number", "linux", map[string]string{"DISPLAY": ":0", "CI": "1"}, ""},
		{"not CI", "linux", map[string]string{"DISPLAY": ":0", "CI": "false"}, xdg},
		{"CI by another name", "linux", map[string]string{"DISPLAY": ":0", "TF_BUILD": "True"}, ""},
		{"WSL", "linux", map[string]string{"WSL_DISTRO_NAME": "Ubuntu"}, "/mnt/c/Windows/System32/rundll32.exe|" + handler},
		{"WSL with a display", "linux", map[string]string{"WSL_INTEROP": "/run/WSL/1_interop", "DISPLAY": ":0"}, "/mnt/c/Windows/System32/rundll32.exe|" + handler},
		{"WSL over SSH", "linux", map[string]string{"WSL_DISTRO_NAME": "Ubuntu", "SSH_TTY": "/dev/pts/0"}, ""},
		{"macOS", "darwin", nil, "/usr/bin/open|" + page},
		{"macOS over SSH", "darwin", map[string]string{"SSH_CONNECTION": "1"}, ""},
		{"macOS in CI", "darwin", map[string]string{"CI": "true"}, ""},
		{"Windows", "windows", map[string]string{"SystemRoot": "/Windows"}, "/Windows/System32/rundll32.exe|" + handler},
		{"Windows over SSH", "windows", map[string]string{"SystemRoot": "/Windows", "SSH_CLIENT": "1"}, ""},
		{"Windows without its root", "windows", nil, ""},
		{"BROWSER over SSH", "linux", map[string]string{"BROWSER": "chromium", "SSH_TTY": "/dev/pts/0"}, "/usr/bin/chromium|" + page},
		{"BROWSER in CI", "linux", map[string]string{"BROWSER": "chromium", "CI": "true"}, "/usr/bin/chromium|" + page},
		{"BROWSER over the desktop", "linux", map[string]string{"BROWSER": "chromium", "DISPLAY": ":0"}, "/usr/bin/chromium|" + page},
		{"BROWSER that is not there", "linux", map[string]string{"BROWSER": "netscape", "DISPLAY": ":0"}, ""},
		{"never", "linux", map[string]string{"BROWSER": "none", "DISPLAY": ":0"}, ""},
		{"never on macOS", "darwin", map[string]string{"BROWSER": "none"}, ""},
		{"an empty BROWSER", "linux", map[string]string{"BROWSER": " ", "DISPLAY": ":0"}, xdg},
		{"an empty BROWSER over SSH", "linux", map[string]string{"BROWSER": "", "DISPLAY": ":0", "SSH_TTY": "/dev/pts/0"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := machine{tt.goos, []string{
				"/usr/bin/xdg-open", "/usr/bin/chromium", "/usr/bin/open", "/usr/bin/none",
				"/Windows/System32/rundll32.exe", "/mnt/c/Windows/System32/rundll32.exe",
			}, map[string]string{"PATH": "/usr/bin"}, nil}
			maps.Copy(m.variables, tt.variables)
			if got := strings.Join(m.open(t, page), " and "); got != tt.want {
				t.Errorf("started %q, want %q", got, tt.want)
			}
		})
	}
}

// TestBatchFiles holds that no part of a URL becomes a command of cmd.exe, which
// runs batch files on Windows.
func TestBatchFiles(t *testing.T) {
	t.Parallel()
	file := "/bin/open.cmd"
	if runtime.GOOS == "windows" {
		file = `C:\bin\open.cmd`
	}
	for _, tt := range []struct {
		goos, url string
		opened    bool
	}{
		{"windows", "https://auth.example/device?user_code=WXYZ-BBBC", true},
		{"windows", "https://auth.example/&calc", false},
		{"windows", "https://auth.example/%PATH:~0,1%", false},
		{"linux", "https://auth.example/&calc", true},
	} {
		m := machine{tt.goos, []string{file}, map[string]string{"BROWSER": file + " --new %s"}, nil}
		if got := m.open(t, tt.url); (len(got) == 1) != tt.opened {
			t.Errorf("%s, %s: started %q", tt.goos, tt.url, got)
		}
	}
}

func TestBrowserVariable(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the table has paths of Unix")
	}
	tests := []struct{ browser, want string }{
		{"firefox", "/bin/firefox|URL"},
		{"/opt/my browser/run", "/opt/my browser/run|URL"},
		{"'/opt/my browser/run' --new", "/opt/my browser/run|--new|URL"},
		{`/opt/my\ browser/run --new`, "/opt/my browser/run|--new|URL"},
		{`firefox "--profile=a \"b\" c" ''`, `/bin/firefox|--profile=a "b" c||URL`},
		{"firefox --new-tab %s --quiet", "/bin/firefox|--new-tab|URL|--quiet"},
		{"firefox --page=%s", "/bin/firefox|--page=URL"},
		{"firefox &", "/bin/firefox|URL"},
		{"netscape:firefox:links", "/bin/firefox|URL"},
		{"netscape %s:/opt/my browser/run", "/opt/my browser/run|URL"},
		{"links %s:firefox", "/bin/links|URL"},
		{"netscape --new:firefox --new %s", "/bin/firefox|--new|URL"},
		{"firefox --profile=a:b", "/bin/firefox|--profile=a:b|URL"},
		{"firefox --app=http://x:1/%s", "/bin/firefox|--app=http://x:1/URL"},
		{"firefox '--profile=a:links'", "/bin/firefox|--profile=a:links|URL"},
		{`"/opt/a:b/run" --new`, "/opt/a:b/run|--new|URL"},
		{"broken:firefox", "/bin/firefox|URL"},
		{"broken", ""},
		{"firefox; touch /tmp/x", ""},
		{"firefox $(id) `id` > x", "/bin/firefox|$(id)|`id`|>|x|URL"},
		{"./firefox", ""},
		{"bin/firefox", ""},
		{"../bin/firefox", ""},
		{"local", ""},
		{":", ""},
		{"'", ""},
		{`"" x`, ""},
		{"/no/such/program", ""},
	}
	for _, tt := range tests {
		t.Run(tt.browser, func(t *testing.T) {
			t.Parallel()
			m := machine{
				goos:      "linux",
				programs:  []string{"/bin/firefox", "/bin/broken", "/bin/links", "/opt/my browser/run", "/opt/a:b/run", "local", "./local", "bin/firefox", "./firefox", "../bin/firefox"},
				variables: map[string]string{"BROWSER": tt.browser, "PATH": ".::bin:/nowhere:/bin"},
				broken:    []string{"/bin/broken"},
			}
			want := strings.ReplaceAll(tt.want, "URL", page)
			if got := strings.Join(m.open(t, page), " and "); got != want {
				t.Errorf("started %q, want %q", got, want)
			}
		})
	}
}

func TestOpeners(t *testing.T) {
	t.Parallel()
	tests := []struct {
		goos     string
		programs []string
		broken   []string
		want     string
	}{
		{"linux", []string{"/bin/xdg-open", "/bin/gio"}, nil, "/bin/xdg-open|URL"},
		{"linux", []string{"/bin/xdg-open", "/bin/gio"}, []string{"/bin/xdg-open"}, "/bin/gio|open|URL"},
		{"linux", []string{"/bin/sensible-browser", "/bin/x-www-browser"}, nil, "/bin/x-www-browser|URL"},
		{"linux", []string{"/bin/sensible-browser"}, nil, "/bin/sensible-browser|URL"},
		{"linux", []string{"/bin/open"}, nil, ""},
		{"linux", []string{"xdg-open", "./xdg-open"}, nil, ""},
		{"darwin", []string{"/bin/open"}, nil, "/bin/open|URL"},
		{"darwin", []string{"/bin/xdg-open"}, nil, ""},
		{"wsl", []string{"/bin/wslview", "/bin/xdg-open"}, nil, "/bin/wslview|URL"},
		{"wsl", []string{"/bin/rundll32.exe", "/bin/xdg-open"}, nil, "/bin/rundll32.exe|url.dll,FileProtocolHandler|URL"},
		{"wsl", []string{"/bin/xdg-open"}, nil, "/bin/xdg-open|URL"},
	}
	for _, tt := range tests {
		m := machine{tt.goos, tt.programs, map[string]string{"PATH": ":.:/bin", "DISPLAY": ":0"}, tt.broken}
		if tt.goos == "wsl" {
			m.goos, m.variables["WSL_DISTRO_NAME"] = "linux", "Ubuntu"
		}
		want := strings.ReplaceAll(tt.want, "URL", page)
		if got := strings.Join(m.open(t, page), " and "); got != want {
			t.Errorf("%s with %v: started %q, want %q", tt.goos, tt.programs, got, want)
		}
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	m := machine{goos: "darwin", programs: []string{"/usr/bin/open"}}
	if runtime.GOOS == "windows" {
		m = machine{goos: "windows", programs: []string{`C:\Windows\System32\rundll32.exe`}, variables: map[string]string{"SystemRoot": `C:\Windows`}}
	}
	for _, url := range []string{page, "http://127.0.0.1:8080/device", "http://[::1]/", "http://localhost/device#a", "https://auth.example/%20a;b(c)?d=e+f"} {
		if m.open(t, url) == nil {
			t.Errorf("%q is not opened", url)
		}
	}
	for _, url := range []string{
		"", "--help", "auth.example", "file:///etc/passwd", "javascript:alert(1)", "x-apple:run", "vscode://x", "https:auth.example",
		"https://auth.example/a b", "https://auth.example/\n", "https://auth.example/\x1b[31m", "https://auth.example/\u202e", "https://аuth.example/",
		"https://auth.example/'", `https://auth.example/"`, "https://auth.example/`id`", "https://auth.example/$(id)", `https://auth.example\@x`, "https://auth.example/|x", "https://auth.example/^x",
		"https://auth.example/" + strings.Repeat("a", 2000),
	} {
		if got := m.open(t, url); got != nil {
			t.Errorf("%q is opened: %q", url, got)
		}
	}
}

func TestTheChildGetsNoSecrets(t *testing.T) {
	t.Parallel()
	kept := []string{"HOME=/home/u", "PATH=/bin", "PWD=/work", "DISPLAY=:0", "XDG_ACTIVATION_TOKEN=a", "XAUTHORITY=/x", "DBUS_SESSION_BUS_ADDRESS=d", "KEYBOARD=us", "VSCODE_IPC_HOOK_CLI=/s", "=C:=C:\\", "BARE"}
	secret := []string{"AMIKA_API_KEY=s", "AMIKA_ANYTHING=s", "amika_api_key=s", "ANTHROPIC_API_KEY=s", "GITHUB_TOKEN=s", "github_token=s", "MY_SECRET_2=s", "DB_PASSWORD=s", "DB_PWD=s", "TOKEN=s", "AWS_SECRET_ACCESS_KEY=s", "GOOGLE_CREDENTIALS=s", "GH_PAT=s"}
	var got []string
	b := browser.Browser{
		LookupEnv: func(string) (string, bool) { return "", false },
		Environ:   func() []string { return append(slices.Clone(secret), kept...) },
		GOOS:      "darwin",
		Look:      func(name string) (string, error) { return name, nil },
		Start: func(_, environ []string) error {
			got = environ
			return nil
		},
	}
	if opened, err := b.Open(page); !opened || err != nil || !slices.Equal(got, kept) {
		t.Errorf("the child gets %q, want %q", got, kept)
	}
}
