//go:build !race

package testdata

// many is how many processes are started at once.
const many = 100
