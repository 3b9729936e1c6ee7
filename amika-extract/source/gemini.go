package source

import "path/filepath"

// gemini is the login of Google's Gemini CLI, and the file of variables that it
// reads.
var gemini = Source{
	Priority: 65,
	ID:       "gemini",
	keyring: func(*Discovery) Item {
		return Item{Service: "gemini-cli-api-key", Account: "default-api-key", Attribute: "account", For: "item"}
	},
	settings: []Location{"$GEMINI_CLI_HOME/.gemini/settings.json", "~/.gemini/settings.json"},
	Files: []Location{
		"$GEMINI_CLI_HOME/.gemini/oauth_creds.json", "$GEMINI_CLI_HOME/.gemini/.env",
		"~/.gemini/oauth_creds.json", "~/.gemini/.env",
	},
	want: func() shape {
		return either(members(geminiKey, geminiAddress, "access_token", "refresh_token", "expiry_date"),
			within("token", members("accessToken")), within("security", within("auth", members("selectedType"))))
	},
	find: func(f file) {
		switch filepath.Base(f.filePath) {
		case ".env":
			f.keyFor(&Finding{Kind: APIKey, Own: true}, "google", f.member(geminiKey), f.member(geminiAddress))
			f.redirect(ToServer, &Finding{Kind: APIKey}, "google", f.member(geminiAddress)) // one of another place, too
			return
		case "item":
			f.add(&Finding{Kind: APIKey, Own: true}, "google", f.member("token").member("accessToken"))
			return
		case "settings.json":
			f.kept(f.member("security").member("auth").member("selectedType"), "gemini-api-key", &Finding{Provider: "google"})
			return
		}
		// Google's servers for API keys refuse it, so that it is of use to
		// Gemini CLI alone.
		about := &Finding{
			Own: true, Native: true, Renews: f.member("refresh_token").has(),
			Variable: "GOOGLE_CLOUD_ACCESS_TOKEN", With: []Setting{{"GOOGLE_GENAI_USE_GCA", "true"}},
		}
		f.login(about, "google", f.member("access_token"), f.node, "expiry_date")
	},
}

// The variables in a file .env.
const geminiKey, geminiAddress = "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"
