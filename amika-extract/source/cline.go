package source

// cline is Cline's table of providers.
var cline = Source{
	Priority: 75,
	ID:       "cline",
	Files: []Location{
		"$CLINE_DATA_DIR/settings/providers.json", "$CLINE_DIR/data/settings/providers.json",
		"~/.cline/data/settings/providers.json",
	},
	want: func() shape {
		return either(members("lastUsedProvider"),
			within("providers", every(within("settings", members("apiKey", "baseUrl")))))
	},
	find: func(f file) {
		used := f.member("lastUsedProvider").value.text
		for entry := range f.member("providers").entries() {
			settings := entry.member("settings")
			provider := entry.name
			switch provider {
			case "openai-native":
				provider = "openai"
			case "gemini":
				provider = "google"
			}
			about := &Finding{Kind: APIKey, Own: entry.name == used}
			if provider == "openai-compatible" {
				f.leaveOut(about, settings.member("apiKey"), errOtherServer)
				continue
			}
			f.keyFor(about, provider, settings.member("apiKey"), settings.member("baseUrl"))
			if !settings.member("apiKey").has() {
				f.redirect(ToServer, &Finding{}, provider, settings.member("baseUrl"))
			}
		}
	},
}
