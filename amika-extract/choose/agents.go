package choose

import (
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"amika.dev/amika-extract/source"
)

// An Agent is a coding agent, and what it does with credentials.
type Agent struct {
	Name     string   // for people
	Commands []string // the names of its program
	// Sources are the IDs of its own stores, in the order in which it uses them.
	Sources []string
	// Credentials are the variables that it authenticates with. The first that is
	// set wins, and each of them comes before a login that it has stored.
	Credentials []string
	// Address is the variable of the server that it sends them to, if there is one.
	Address string
	// Others are variables that it reads, but that don't come before its login.
	Others []string
	// Providers says that it reads the official variable of any provider.
	Providers bool
	// Store is the variable that replaces its store of logins, if there is one.
	Store string
	// Renews says that it renews the login that it has stored, and so must not be
	// given its token in a variable where it has the store.
	Renews bool
	// Seeded says that 'amika-extract seed' hands its login over.
	Seeded bool
}

// Agents returns the agents that are known. They must not be changed.
func Agents() []Agent { return agents[:] }

// The compiler makes the table, which takes no time and less room than making it
// anew each time.
var agents = [...]Agent{
	{
		Name:        "Claude Code",
		Commands:    []string{"claude"},
		Sources:     []string{"claude_settings", "claude_oauth", "claude_api"},
		Credentials: []string{"ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY", "CLAUDE_CODE_OAUTH_TOKEN"},
		Address:     "ANTHROPIC_BASE_URL",
		Renews:      true,
		Seeded:      true,
	},
	{
		Name:        "Codex",
		Commands:    []string{"codex"},
		Sources:     []string{"codex"},
		Credentials: []string{"CODEX_ACCESS_TOKEN", "CODEX_API_KEY"},
		Others:      []string{"OPENAI_API_KEY"},
		Seeded:      true,
	},
	{
		Name:      "OpenCode",
		Commands:  []string{"opencode"},
		Sources:   []string{"opencode"},
		Providers: true,
		Store:     "OPENCODE_AUTH_CONTENT",
		Seeded:    true,
	},
	{
		Name:        "Amp",
		Commands:    []string{"amp"},
		Sources:     []string{"amp_secrets"},
		Credentials: []string{"AMP_API_KEY"},
	},
	// Those whose own stores come last.
	{
		Name:      "Kilo",
		Commands:  []string{"kilo"},
		Sources:   []string{"kilo"},
		Providers: true,
		Store:     "KILO_AUTH_CONTENT",
	},
	{
		Name:      "Cline",
		Commands:  []string{"cline"},
		Sources:   []string{"cline"},
		Providers: true,
	},
	{
		Name:        "Copilot CLI",
		Commands:    []string{"copilot"},
		Sources:     []string{"copilot"},
		Credentials: []string{"COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"},
	},
	{
		Name:        "Gemini CLI",
		Commands:    []string{"gemini"},
		Sources:     []string{"gemini"},
		Credentials: []string{"GOOGLE_CLOUD_ACCESS_TOKEN"},
		Others:      []string{"GEMINI_API_KEY"},
		Renews:      true,
	},
	{
		Name:     "Qwen Code",
		Commands: []string{"qwen"},
		Sources:  []string{"qwen"},
		// OPENAI_API_KEY alone would go to a server of Alibaba's.
		Others: []string{"DASHSCOPE_API_KEY", "OPENROUTER_API_KEY"},
	},
	{
		Name:        "Pi",
		Commands:    []string{"pi"},
		Sources:     []string{"pi"},
		Credentials: []string{"ANTHROPIC_OAUTH_TOKEN"},
		Others:      []string{"ANTHROPIC_API_KEY", "GEMINI_API_KEY", "ZAI_API_KEY", "COPILOT_GITHUB_TOKEN"},
		Providers:   true,
		Renews:      true,
	},
	{
		Name:        "Grok",
		Commands:    []string{"grok"},
		Sources:     []string{"grok"},
		Credentials: []string{"GROK_AUTH"},
		Others:      []string{"XAI_API_KEY"},
		Renews:      true,
	},
	{
		Name:        "Kimi Code",
		Commands:    []string{"kimi"},
		Sources:     []string{"kimi_code"},
		Credentials: []string{"KIMI_MODEL_API_KEY"},
		Renews:      true,
	},
}

// agentOf returns the agent that a command line starts, or nil if it is none that
// is known.
func agentOf(argv []string, agents []Agent) *Agent {
	if len(argv) == 0 {
		return nil
	}
	name := commandName(argv[0])
	for i := range agents {
		if slices.Contains(agents[i].Commands, name) {
			return &agents[i]
		}
	}
	return nil
}

// commandName returns the name of the program that a command line starts, without
// the ending that it has on Windows, where capitals don't matter.
func commandName(path string) string {
	name := filepath.Base(path)
	if runtime.GOOS == "windows" {
		name = strings.ToLower(name)
	}
	switch ending := filepath.Ext(name); ending {
	case ".exe", ".cmd", ".bat", ".ps1":
		name = strings.TrimSuffix(name, ending)
	}
	return name
}

// owns reports whether a finding is from one of the agent's own stores.
func (a *Agent) owns(d *Decision) bool { return slices.Contains(a.Sources, d.Source.ID) }

// reads reports whether the agent reads a credential from the named variable,
// which is one of those that carry it.
func (a *Agent) reads(d *Decision, name string) bool {
	switch {
	case len(d.With) > 0 && !a.owns(d):
		return false // it may not read the address, or send something else there
	case slices.Contains(a.Credentials, name), slices.Contains(a.Others, name), d.Variable == name && a.owns(d):
		return true
	case !a.Providers || d.Kind != source.APIKey || isClaudeOAuth(d.Finding):
		return false
	case d.Variable != "":
		return a.owns(d) // a company's server named it to this agent
	}
	return name == Native(d.Finding)[0]
}

// An Own is what an agent itself would use in a home.
type Own struct {
	Agent    *Agent
	Decision *Decision
}

// isLogin reports whether the agent is logged in, rather than having a key in a
// variable's stead. The variables that come before a login must then stay as they
// are.
func (o *Own) isLogin() bool {
	return o.Decision.Kind == source.OAuth || o.Decision.Source.Native || o.Decision.Variable != "" || o.Decision.Redirect != 0
}

// name names the credential for people.
func (o *Own) name() string {
	if o.Decision.Kind == source.OAuth {
		return "the login of " + o.Agent.Name
	}
	return "the credential that " + o.Agent.Name + " itself uses"
}

// ownChoices returns what each agent itself would use: the first credential in its own
// stores, whether it has expired or not.
func (c *Choice) ownChoices(agents []Agent) []Own {
	own := make([]Own, 0, len(agents))
	for i := range agents {
		a := &agents[i]
		var best *Decision
		rank := len(a.Sources)
		for j := range c.Decisions {
			d := &c.Decisions[j]
			at := slices.Index(a.Sources, d.Source.ID)
			if at < 0 || at >= rank || !d.Own || d.Redirect != 0 || d.Finding.State == source.Excluded || d.State == Shadowed {
				continue
			}
			best, rank = d, at
		}
		if best != nil {
			own = append(own, Own{a, best})
		}
	}
	return own
}
