package source

import (
	"path/filepath"
	"slices"
	"strings"

	"amika.dev/pkg/secret"
	"github.com/go-json-experiment/json/jsontext"
)

// claudeAPI is the API key that Claude Code keeps in its configuration.
var claudeAPI = Source{
	Priority: 500,
	ID:       "claude_api",
	keyring: func(d *Discovery) Item {
		return d.claudeItem("Claude Code", Item{For: ".claude.json", Member: "primaryApiKey"})
	},
	Files: []Location{"$CLAUDE_CONFIG_DIR/.claude.json", "~/.claude.json.api", "~/.claude.json"},
	own:   []Location{"$CLAUDE_CONFIG_DIR/.claude.json", "~/.claude.json"},
	lease: []string{
		"primaryApiKey",
		"oauthAccount/accountUuid", "oauthAccount/emailAddress", "oauthAccount/organizationUuid", "oauthAccount/organizationName",
		"oauthAccount/organizationRole", "oauthAccount/workspaceRole", "oauthAccount/displayName", "oauthAccount/fullName",
		"oauthAccount/billingType", "oauthAccount/seatTier", "oauthAccount/accountCreatedAt", "oauthAccount/profileFetchedAt",
		"oauthAccount/hasExtraUsageEnabled", "oauthAccount/ccOnboardingFlags", "oauthAccount/claudeCodeTrialEndsAt",
		"oauthAccount/claudeCodeTrialDurationDays",
	},
	want: func() shape {
		return either(members(claudeKeys[:]...), within("oauthAccount", members("emailAddress")))
	},
	find: func(f file) {
		account := f.member("oauthAccount")
		f.account = account.member("emailAddress").value.text
		if f.lease != nil && account.value.kind == jsontext.KindBeginObject {
			f.lease.Also = secret.New(f.value.members.json("oauthAccount"))
		}
		var entry secret.String
		if f.lease != nil {
			entry = secret.New(f.value.members.json("primaryApiKey"))
		}
		own := filepath.Base(f.filePath) == ".claude.json"
		for _, name := range claudeKeys {
			if key := f.member(name); isAnthropic(key.text()) {
				f.add(&Finding{Kind: APIKey, Own: own && name == "primaryApiKey", Entry: entry}, "anthropic", key)
			}
		}
		// A key of another form is for a gateway. Claude Code sends it, but
		// some guides have one written just to skip its onboarding.
		if primary := f.member("primaryApiKey"); !isAnthropic(primary.text()) {
			f.add(&Finding{Kind: APIKey, Own: own, LastResort: true, Entry: entry}, "anthropic", primary)
		}
	},
}

// claudeKeys are the members that may hold a key, in order.
var claudeKeys = [...]string{"primaryApiKey", "apiKey", "anthropicApiKey", "customApiKey"}

// isAnthropic reports whether a key has the form that Anthropic gives its own.
func isAnthropic(key string) bool { return strings.HasPrefix(key, "sk-ant-") }

const (
	errLoggedOut constError = "logged out: the login is empty"
	errNoScopes  constError = "it has no scopes, without which Claude Code is not logged in"
)

// claudeOAuth is the login of a Claude subscription.
var claudeOAuth = Source{
	Priority: 400,
	ID:       "claude_oauth",
	keyring: func(d *Discovery) Item {
		return d.claudeItem("Claude Code-credentials", Item{For: ".credentials.json"})
	},
	OAuth: true,
	Files: []Location{
		"$" + secureStorage + "/.credentials.json", "$CLAUDE_CONFIG_DIR/.credentials.json",
		"~/.claude/.credentials.json", "~/.claude-oauth-credentials.json",
	},
	own: []Location{"$" + secureStorage + "/.credentials.json", "$CLAUDE_CONFIG_DIR/.credentials.json", "~/.claude/.credentials.json"},
	lease: []string{
		"claudeAiOauth/accessToken", "claudeAiOauth/refreshToken", "claudeAiOauth/expiresAt", "claudeAiOauth/scopes",
		"claudeAiOauth/subscriptionType", "claudeAiOauth/subscriptionTypeSource", "claudeAiOauth/rateLimitTier",
		"claudeAiOauth/accountUuid", "claudeAiOauth/organizationUuid",
	},
	want: func() shape {
		return either(members("keychainOverflow"), within("claudeAiOauth", session("accessToken", "refreshToken", "subscriptionType")))
	},
	find: func(f file) {
		login := f.member("claudeAiOauth")
		if f.asked && login.value.kind == 0 && f.member("keychainOverflow").value.kind != 0 {
			f.problem(errOverflow.Error())
		}
		access, refresh := login.member("accessToken"), login.member("refreshToken")
		about := &Finding{
			Own:    filepath.Base(f.filePath) == ".credentials.json",
			Renews: refresh.has(),
			Plan:   login.member("subscriptionType").value.text,
		}
		if f.lease != nil {
			about.Entry = secret.New(f.value.members.json("claudeAiOauth"))
			if access.has() && len(login.value.members.get("scopes").text) <= len("[]") {
				about.Kind = OAuth
				f.leaveOut(about, access, errNoScopes)
				return
			}
		}
		f.login(about, "anthropic", access, login)
		switch {
		case access.has():
		case refresh.has():
			f.renewable(about, "anthropic", refresh)
		case access.isText():
			f.append(&Finding{Kind: OAuth, Field: access.path(), State: Excluded, Reason: errLoggedOut})
		}
	},
}

const (
	errNoAddress  constError = "its settings name no ANTHROPIC_BASE_URL, so that it is not known which server it is for"
	errBadAddress constError = "the ANTHROPIC_BASE_URL of its settings can't be given with it"
)

// claudeSettings is the environment that Claude Code's settings give it, mostly for
// a gateway. A key in there is of use with the gateway's address alone.
var claudeSettings = Source{
	Priority: 510,
	ID:       "claude_settings",
	Native:   true,
	Files:    []Location{"$CLAUDE_CONFIG_DIR/settings.json", "~/.claude/settings.json"},
	lease:    []string{"env/*"},
	want: func() shape {
		return either(members(claudeHelper), within("env", either(members(append(claudeVariables[:], claudeAddress)...), func(name string, _ jsontext.Kind) (shape, bool) {
			return nil, isModel(name)
		})))
	},
	find: func(f file) {
		env := f.member("env")
		var with []Setting
		var names []string // of all that goes to a box
		for entry := range env.entries() {
			isKey := slices.Contains(claudeVariables[:], entry.name)
			if !isKey && entry.name != claudeAddress && !isModel(entry.name) || !entry.isScalar() || checkKey(entry.value) != nil {
				continue
			}
			names = append(names, entry.name)
			if !isKey {
				with = append(with, Setting{entry.name, entry.value.text})
			}
		}
		var given secret.String
		if f.lease != nil {
			given = secret.New(`"env":{` + strings.TrimSuffix(env.value.members.json(names...), ",") + "},")
			f.lease.Also = given
		}
		server := env.member(claudeAddress)
		own := false
		for _, name := range claudeVariables {
			about := &Finding{Provider: "anthropic", Kind: APIKey, Own: true, Variable: name, With: with, Native: true, Entry: given}
			key := env.member(name)
			switch {
			case !server.has():
				f.leaveOut(about, key, errNoAddress)
			case checkKey(server.value) != nil:
				f.leaveOut(about, key, errBadAddress)
			default:
				f.add(about, "anthropic", key)
			}
			own = own || key.has() && checkKey(key.value) == nil
		}
		if !own {
			f.redirect(ToServer, &Finding{With: with}, "anthropic", server) // what another file has is sent there
			if f.lease == nil {
				f.exclude(&Finding{Provider: "anthropic", Kind: APIKey, Redirect: ToHelper}, f.member(claudeHelper), errHelper)
			}
		}
	},
}

// Variables in the settings: those of keys, in order, and that of the server.
var claudeVariables = [...]string{"ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_API_KEY"}

const claudeAddress = "ANTHROPIC_BASE_URL"

// claudeHelper is the setting that names a command, which prints a key.
const claudeHelper = "apiKeyHelper"

const errHelper constError = "it is a command that prints the key"

// isModel reports whether a variable names a model of Anthropic's.
func isModel(name string) bool {
	return strings.HasPrefix(name, "ANTHROPIC_") && strings.Contains(name, "MODEL") &&
		strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}
