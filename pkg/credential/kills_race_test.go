//go:build unix && race

package credential_test

// kills is how many writers are killed. Each takes several times as long to
// start with the race detector, which has nothing to find in them.
const kills = 60
