//go:build !race

package testdata

// many is the number of processes started at once.
const many = 100

// raced reports whether the race detector is on.
const raced = false
