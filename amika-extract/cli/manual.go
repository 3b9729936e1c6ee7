package cli

// manual is what the manual page has beyond the help.
const manual = `Files, by priority; those of agents that were moved come before them:
  ~/.claude.json.api, ~/.claude.json       an API key of Claude Code
  ~/.claude/.credentials.json              the login of Claude Code
  ~/.claude-oauth-credentials.json         the same, as it was called before
  ~/.codex/auth.json                       an API key or the login of Codex
  $XDG_CACHE_HOME/amika/env-cache.json     Amika's cache of keys
  $XDG_DATA_HOME/amika/keychain.json       Amika's own keys
  $XDG_STATE_HOME/amika/oauth.json         Amika's own OAuth tokens
  ~/.local/share/opencode/auth.json        the keys and logins of OpenCode
  ~/.amp/config.json                       a key of Amp, in an older form
  $XDG_DATA_HOME/amp/secrets.json          a key of Amp
  ~/.local/share/kilo/auth.json            the keys and logins of Kilo
  ~/.cline/data/settings/providers.json    the keys of Cline
  ~/.copilot/config.json                   the token of Copilot CLI
  ~/.gemini/oauth_creds.json, .env         the login and a key of Gemini CLI
  ~/.qwen/settings.json                    the keys of Qwen Code
  ~/.pi/agent/auth.json                    the keys and logins of Pi
  ~/.grok/auth.json                        the login of Grok
  ~/.kimi-code/credentials/kimi-code.json  the login of Kimi Code
  ~/.kimi-code/config.toml                 the keys of Kimi Code

Variables that are read:
  CLAUDE_CONFIG_DIR   the directory of Claude Code, if it was moved
  CODEX_HOME          the directory of Codex, if it was moved
  XDG_CACHE_HOME      the directory for caches; ~/.cache if unset
  XDG_DATA_HOME       the directory for data; ~/.local/share if unset
  XDG_STATE_HOME      the directory for state; ~/.local/state if unset
  GITHUB_ENV          the file that --format github appends to
  NO_COLOR            if it is not empty, --list has no colours

Variables that are printed:
  ANTHROPIC_API_KEY, CLAUDE_API_KEY   a credential of Anthropic
  OPENAI_API_KEY, CODEX_API_KEY       a credential of OpenAI
  PROVIDER_API_KEY                    a credential of another provider`
