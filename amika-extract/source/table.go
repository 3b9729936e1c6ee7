package source

// Table returns all sources, the one that wins over the others first.
func Table() []Source {
	return []Source{
		claudeAPI(500),
		claudeOAuth(400),
		codex(300),
		amikaEnvCache(290),
		amikaKeychain(280),
		amikaOAuth(270),
		openCode(200),
		amp(100),
		ampSecrets(90),
	}
}
