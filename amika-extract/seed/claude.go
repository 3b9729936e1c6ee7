package seed

import (
	"strings"
	"time"

	"amika.dev/amika-extract/source"
	"github.com/go-json-experiment/json/jsontext"
)

// claude is Claude Code.
func claude() Agent {
	account := only("accountUuid", "emailAddress", "organizationUuid", "organizationName", "organizationRole", "workspaceRole",
		"displayName", "fullName", "billingType", "seatTier", "accountCreatedAt", "profileFetchedAt", "hasExtraUsageEnabled",
		"ccOnboardingFlags", "claudeCodeTrialEndsAt", "claudeCodeTrialDurationDays")
	login := only("accessToken", "expiresAt", "scopes", "subscriptionType", "subscriptionTypeSource", "rateLimitTier",
		"accountUuid", "organizationUuid").and("refreshToken", shape{use: dropped})
	return Agent{
		Name: "claude",
		files: []file{
			{
				[]source.Location{"$CLAUDE_SECURESTORAGE_CONFIG_DIR/.credentials.json", "$CLAUDE_CONFIG_DIR/.credentials.json", "~/.claude/.credentials.json"},
				only().and("claudeAiOauth", login),
			},
			{
				[]source.Location{"$CLAUDE_CONFIG_DIR/.claude.json", "~/.claude.json"},
				only("primaryApiKey").and("oauthAccount", account),
			},
			{
				[]source.Location{"$CLAUDE_CONFIG_DIR/settings.json", "~/.claude/settings.json"},
				only().and("env", shape{use: inside, each: &shape{use: whole}}),
			},
		},
		Renew: []string{"claude", "auth", "status"},
		lease: leaseClaude,
	}
}

// leaseClaude hands over what Claude Code itself would use: what its settings say,
// a login, or else a key. A login that has expired still comes before the key,
// which may be another account's.
func leaseClaude(f *found) {
	credentials, config, settings := &f.docs[0], &f.docs[1], &f.docs[2]
	f.Account = config.get("oauthAccount").str("emailAddress")
	gave := false
	switch login := credentials.get("claudeAiOauth"); {
	case f.giveGateway(settings):
		gave = true
	case credentials.unreadable():
	case login != nil && !login.isObject():
		f.odd(credentials, "claudeAiOauth is not an object")
	case !f.noOAuth && (login.str("accessToken") != "" || login.str("refreshToken") != ""):
		gave = f.giveClaudeLogin(credentials, login)
	default:
		f.giveClaudeConfig(config, f.claudeKey(config))
		return
	}
	if gave {
		f.giveClaudeConfig(config, "")
	}
}

// giveClaudeLogin hands over a login, and reports whether there is one to.
func (f *found) giveClaudeLogin(d *document, login *value) bool {
	f.Plan = login.str("subscriptionType")
	at, err := login.expiry("expiresAt")
	if err != nil {
		f.odd(d, "claudeAiOauth.expiresAt "+err.Error())
		return false
	}
	f.until(at)
	switch {
	case login.str("accessToken") == "":
		f.Expired = true
		f.note(d, "the login is left out: it has no access token")
		return false
	case f.isRefused(d, "the login", at):
		f.Expired = true
		return false
	case !hasItems(login.get("scopes")):
		f.note(d, "the login is left out: it has no scopes, without which Claude Code is not logged in")
		return false
	case f.secret(d, login, "accessToken") == "":
		return false
	}
	f.give(".claude/.credentials.json", object().add("claudeAiOauth", login), d, Leased)
	return true
}

// claudeKey returns the key that Claude Code made for itself.
func (f *found) claudeKey(d *document) string {
	key := f.secret(d, d.value, "primaryApiKey")
	if key != "" && !strings.HasPrefix(key, "sk-ant-") && len(key) < minKey {
		f.note(d, "primaryApiKey is left out: it is too short for a key")
		return ""
	}
	return key
}

// minKey is the least length of a key of unknown form. Guides that skip Claude
// Code's onboarding write something shorter.
const minKey = 8

// giveClaudeConfig hands over what the configuration must say for an interactive
// start to get past the onboarding, and a key if there is one.
func (f *found) giveClaudeConfig(d *document, key string) {
	account := d.get("oauthAccount")
	if key == "" && len(f.Files) == 0 {
		return
	}
	config := object().add("hasCompletedOnboarding", yes())
	if account.isObject() {
		config.add("oauthAccount", account)
	}
	if key != "" {
		config.add("primaryApiKey", text(key))
	}
	if d.modTime.IsZero() {
		d.modTime = f.newest()
	}
	f.give(".claude.json", config, d, Own)
}

// newest returns the time of the file that was changed last.
func (f *found) newest() time.Time {
	var newest time.Time
	for _, file := range f.Files {
		if file.ModTime.After(newest) {
			newest = file.ModTime
		}
	}
	return newest
}

// giveGateway hands over the key of a gateway that the settings name, with its
// address, and reports whether there is one.
func (f *found) giveGateway(d *document) bool {
	env := object()
	keyed, addressed := false, false
	for _, m := range d.get("env").all() {
		if m.kind != jsontext.KindString && m.kind != jsontext.KindNumber || m.text == "" {
			continue
		}
		isKey := m.name == "ANTHROPIC_AUTH_TOKEN" || m.name == "ANTHROPIC_API_KEY"
		isURL := m.name == "ANTHROPIC_BASE_URL"
		isModel := strings.HasPrefix(m.name, "ANTHROPIC_") && strings.Contains(m.name, "MODEL")
		if err := source.CheckKey(m.text); err != nil && (isKey || isURL) {
			f.note(d, m.name+" is left out: "+err.Error())
			continue
		}
		if isKey || isURL || isModel {
			env.add(m.name, m.value)
			keyed, addressed = keyed || isKey, addressed || isURL
		}
	}
	switch {
	case !keyed:
		return false
	case !addressed:
		f.note(d, "the key is left out: there is no ANTHROPIC_BASE_URL beside it, so that it isn't known whose it is")
		return false
	}
	for _, m := range env.members {
		if strings.HasSuffix(m.name, "_TOKEN") || strings.HasSuffix(m.name, "_KEY") {
			f.secrets = append(f.secrets, m.text)
		}
	}
	f.give(".claude/settings.json", object().add("env", env), d, Shared)
	return true
}

func hasItems(v *value) bool { return v != nil && len(v.items) > 0 }
