//go:build race

package testdata

// many is how many processes are started at once. With the race detector each
// takes a second of a processor to start, and a hundred of them would leave the
// one that talks to the server none.
const many = 20

// raced says that the race detector is on.
const raced = true
