package source

import "strings"

// claudeAPI is the API key that Claude Code keeps in its configuration.
func claudeAPI(priority int) Source {
	fields := []string{"primaryApiKey", "apiKey", "anthropicApiKey", "customApiKey"}
	return Source{
		Priority: priority,
		ID:       "claude_api",
		Files:    []Location{"!$CLAUDE_CONFIG_DIR/.claude.json", "~/.claude.json.api", "~/.claude.json"},
		want:     members(fields...),
		find: func(f file) {
			for _, name := range fields {
				f.keyIf(isAnthropic, "anthropic", f.member(name))
			}
			// A key of another form belongs to a gateway. Claude Code sends
			// it, but only one that is surely a key may hide the others.
			if primary := f.member("primaryApiKey"); !isAnthropic(primary.text()) {
				f.fallbackKey("anthropic", primary)
			}
		},
	}
}

// isAnthropic reports whether a key has the form that Anthropic gives its own.
func isAnthropic(key string) bool { return strings.HasPrefix(key, "sk-ant-") }

// claudeOAuth is the session of a Claude subscription.
func claudeOAuth(priority int) Source {
	return Source{
		Priority: priority,
		ID:       "claude_oauth",
		OAuth:    true,
		Files: []Location{
			"!$CLAUDE_CONFIG_DIR/.credentials.json", "~/.claude/.credentials.json", "~/.claude-oauth-credentials.json",
		},
		want: within("claudeAiOauth", members(append(expiries(), "accessToken")...)),
		find: func(f file) {
			login := f.member("claudeAiOauth")
			f.session("anthropic", login.member("accessToken"), login)
		},
	}
}
