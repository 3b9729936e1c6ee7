//go:build unix && !race

package credential_test

// kills is how many writers are killed.
const kills = 300
