//go:build !race

package testdata

// many is how many processes are started at once.
const many = 100

// raced says that the race detector is on.
const raced = false
