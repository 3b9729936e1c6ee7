package choose

import (
	"slices"
	"strings"
	"time"

	"amika.dev/amika-extract/source"
)

// soon is the life that a login has left when people are told of it.
const soon = 10 * time.Minute

// note makes the remarks on what is given.
func (c *Choice) note() {
	if !c.options.Native && !c.options.Single {
		c.noteRefused()
	}
	var moved []string
	for i := range c.Decisions {
		d := &c.Decisions[i]
		// Decoding a token takes 3 % of a run, and only the list shows the reason.
		if c.options.List && d.State == Used && d.Kind == source.OAuth && d.endsBefore(c.options.Now) {
			d.explain(constError("the token says that it has expired; " + Refreshing))
		}
		switch {
		case d.State != Used:
		case d.File.Elsewhere && !slices.Contains(moved, c.where(d)):
			moved = append(moved, c.where(d))
		case c.options.Native && d.Kind == source.OAuth && d.endsBefore(c.options.Now.Add(soon)):
			c.Notes = append(c.Notes, c.where(d)+": the session ends at "+d.Expiry().UTC().Format(time.RFC3339)+"; "+Refreshing)
		}
	}
	if len(moved) > 0 {
		c.Notes = append(c.Notes, "it may be another account's, since a variable of the agent names another place, where there is nothing: "+
			strings.Join(moved, ", "))
	}
	if c.options.Native {
		c.noteOutranked()
		c.noteCodex()
	}
	if c.options.List {
		c.explainEnvironment()
	}
}

// explainEnvironment records which variables come before what an agent has in its
// own store.
func (c *Choice) explainEnvironment() {
	for _, own := range c.ownChoices(Agents()) {
		for _, name := range own.Agent.Credentials {
			if value, _ := c.options.Lookup(name); value != "" && value != own.Decision.Value.Reveal() {
				own.Decision.explain(constError(name + " is set in the environment and comes first"))
			}
		}
	}
}

// where names the source and the file of a finding.
func (c *Choice) where(d *Decision) string {
	return d.Source.ID + ": " + c.options.Shown(d.File.Path)
}

func (d *Decision) endsBefore(at time.Time) bool {
	expiry := d.Expiry()
	return !expiry.IsZero() && expiry.Before(at)
}

// noteRefused remarks on tokens that are given under names that their agent reads
// but refuses them under.
func (c *Choice) noteRefused() {
	var parts []string
	for i := range c.Decisions {
		d := &c.Decisions[i]
		switch {
		case d.State != Used:
		case isClaudeOAuth(d.Finding) && c.given["ANTHROPIC_API_KEY"]:
			d.explain(constError("Claude Code refuses an OAuth token there; --native gives it as CLAUDE_CODE_OAUTH_TOKEN"))
			parts = append(parts, "ANTHROPIC_API_KEY holds an OAuth token, which Claude Code refuses there; --native gives it as CLAUDE_CODE_OAUTH_TOKEN, where Claude Code reads it")
		case isChatGPT(d.Finding):
			d.explain(constError("Codex refuses a ChatGPT token there; it works from the login's own file"))
			parts = append(parts, "OPENAI_API_KEY and CODEX_API_KEY hold a ChatGPT token, which Codex refuses there, and CODEX_API_KEY even takes the place of Codex's own login; --native leaves it out")
		}
	}
	if len(parts) > 0 {
		parts = append(parts, "-- COMMAND leaves a login to its own file, and "+c.typed("seed", "")+" hands it on without ending it")
		c.Notes = append(c.Notes, strings.Join(parts, "; "))
	}
}

// noteOutranked remarks on variables that are set and come before one that is
// given.
func (c *Choice) noteOutranked() {
	agents := Agents()
	command := agentOf(c.options.Command, agents)
	var parts []string
	for i := range agents {
		a := &agents[i]
		if command != nil && command != a {
			continue
		}
		for at, name := range a.Credentials {
			if value, _ := c.options.Lookup(a.Address); c.given[name] && !c.given[a.Address] && value != "" {
				parts = append(parts, a.Address+" is set, and "+a.Name+" sends "+name+" there")
			}
			for _, better := range a.Credentials[:at] {
				value, _ := c.options.Lookup(better)
				if c.given[name] && !c.given[better] && value != "" {
					parts = append(parts, better+" is set, and "+a.Name+" uses it instead of "+name)
				}
			}
		}
	}
	if len(parts) > 0 {
		c.Notes = append(c.Notes, strings.Join(parts, "; "))
	}
}

// typed returns a command of this program that a person can type, for the home that was
// searched, with what follows it.
func (c *Choice) typed(words, rest string) string {
	return "'amika-extract " + words + c.options.Home + rest + "'"
}

// noteCodex says what helps an interactive Codex, which reads no variable, unless it
// reads the same from its own file. A login that it has there would be replaced.
func (c *Choice) noteCodex() {
	agents := Agents()
	a := agentOf(c.options.Command, agents)
	if a == nil || a.Name != "Codex" || !isInteractive(c.options.Command[1:]) {
		return
	}
	hasLogin := false
	for i := range c.Decisions {
		d := &c.Decisions[i]
		switch {
		case !c.options.OwnHome || !a.owns(d):
		case d.State == Used && d.Own:
			return
		case d.Kind == source.OAuth:
			hasLogin = true
		}
	}
	for i, name := range a.Credentials {
		if !c.given[name] {
			continue
		}
		text := "only 'codex exec' reads " + name
		if !hasLogin {
			login := [...]string{"access-token", "api-key"}[i]
			text += "; for an interactive codex run " +
				c.typed("--native --format raw --provider openai", " | codex login --with-"+login) + " first"
		}
		c.Notes = append(c.Notes, text)
		return
	}
}

// isInteractive reports whether the arguments start Codex's own interface: there
// is no subcommand, or one that resumes a session.
func isInteractive(args []string) bool {
	for _, arg := range args {
		switch arg {
		case "exec", "e", "review", "login", "logout", "mcp", "mcp-server", "app-server", "completion", "sandbox",
			"debug", "apply", "a", "cloud", "features", "doctor", "help", "--help", "-h", "--version", "-V":
			return false
		}
	}
	return true
}
