package main

// overview draws how credentials reach a sandbox.
func overview(t theme) string {
	const width, height = 860, 330
	s := newSVG(t, width, height, "Agents' files on your machine, amika-extract, and a sandbox that gets what its agents read")
	s.box(1, 1, 290, 250, s.line)
	s.label(20, 30, sans, s.dim, "start", "your machine: what agents left on disk")
	for i, row := range [][2]string{
		{"Claude Code", "~/.claude/.credentials.json"},
		{"Codex", "~/.codex/auth.json"},
		{"OpenCode", "~/.local/share/opencode/"},
		{"Amp", "~/.local/share/amp/"},
	} {
		y := 60 + i*46
		s.label(20, y, sans, s.text, "start", row[0])
		s.label(20, y+18, mono, s.dim, "start", row[1])
	}
	s.label(20, 242, sans, s.dim, "start", "… and more agents")

	s.box(345, 70, 150, 110, s.accent)
	s.label(420, 118, mono, s.text, "middle", "amika-extract")
	s.label(420, 142, sans, s.dim, "middle", "sends nothing")
	s.arrow(293, 125, 50, "")

	s.box(648, 1, 211, 250, s.line)
	s.label(667, 30, sans, s.dim, "start", "a sandbox")
	s.label(667, 68, sans, s.text, "start", "variables, each as its agent")
	s.label(667, 86, sans, s.text, "start", "reads it")
	s.label(667, 106, mono, s.dim, "start", "ANTHROPIC_API_KEY")
	s.label(667, 124, mono, s.dim, "start", "CODEX_API_KEY")
	s.label(667, 166, sans, s.text, "start", "or the agents' own files,")
	s.label(667, 184, sans, s.text, "start", "without refresh tokens, and")
	s.label(667, 202, sans, s.text, "start", "kept current")
	s.arrow(497, 95, 149, "-- COMMAND")
	s.arrow(497, 160, 149, "seed --follow")

	s.box(345, 262, 150, 60, s.accent)
	s.label(420, 297, mono, s.text, "middle", "amika-login")
	s.label(20, 297, sans, s.dim, "start", "a browser, SSH or an API key in CI")
	s.arrow(270, 292, 73, "")
	s.arrow(497, 292, 149, "token")
	s.label(667, 297, sans, s.dim, "start", "Amika's platform, or a script")
	return s.end()
}
