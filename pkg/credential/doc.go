// Package credential keeps what proves to Amika who somebody is: an API key in
// the environment or in a file, or the session of a browser login. It knows
// the files and which credential comes first, and leaves the network to
// package auth.
//
// The files are shared with other programs of Amika on the machine. All are
// read without a lock, and written under one.
package credential
