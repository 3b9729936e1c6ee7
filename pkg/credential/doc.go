// Package credential reads and writes the credentials for Amika: an API key in
// the environment or in a file, and the session of a browser login. It knows
// the files and which credential takes precedence, and leaves the network to
// package auth.
//
// The files are shared with other Amika programs on the machine. They are read
// without a lock and written under one.
//
// It serves the programs of this repository and is no API: see package auth.
package credential
