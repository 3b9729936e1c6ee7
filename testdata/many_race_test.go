//go:build race

package testdata

// many is the number of processes started at once. With the race detector each
// takes a second of processor time to start, so a hundred would starve the one
// that talks to the server.
const many = 20

// raced reports whether the race detector is on.
const raced = true
