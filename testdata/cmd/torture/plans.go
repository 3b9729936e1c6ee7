//go:build unix

package main

import (
	"fmt"
	"strings"
	"syscall"
)

// A plan is what is done to an operation that makes these calls when nothing
// goes wrong.
type plan struct {
	name     string
	attempts func(calls []call) []attempt
}

// An attempt is one way to do it.
type attempt struct {
	what   string
	decide func(call) action
	// strict says that the server accepts a refresh token once: nothing excuses
	// that one is spent and its successor lost.
	strict bool
}

// describe names an attempt by the call that it is about.
func describe(at call, all []call, what string) string {
	return fmt.Sprintf("call %d of %d, %s: %s", at.number, len(all), at.name, what)
}

var plans = []plan{
	{"killed at each call", kills},
	{"each call fails", failOnce},
	{"each kind of call fails always", failAlways},
	{"the disk gets full at each call", fillDisk},
}

func kills(calls []call) (all []attempt) {
	for _, at := range calls {
		all = append(all, attempt{what: describe(at, calls, "killed"), decide: func(c call) action {
			return action{kill: c.number >= at.number}
		}})
	}
	return all
}

func failOnce(calls []call) (all []attempt) {
	for _, at := range calls {
		for _, errno := range failures(at.name) {
			all = append(all, attempt{what: describe(at, calls, errno.Error()), decide: func(c call) (a action) {
				if c.number == at.number {
					a.errno = errno
				}
				return a
			}})
		}
	}
	return all
}

// failAlways makes all calls of a kind fail, as on a file system that is
// read-only, full or broken. A refresh must notice that before it spends the
// token. A network that fails is no such case: nobody can know what the server
// did.
func failAlways(calls []call) (all []attempt) {
	seen := map[string]bool{"sendto": true, "recvfrom": true, "print": true}
	for _, at := range calls {
		if seen[at.name] {
			continue
		}
		seen[at.name] = true
		for _, errno := range failures(at.name) {
			what := at.name + " always: " + errno.Error()
			all = append(all, attempt{what: what, strict: true, decide: func(c call) (a action) {
				if c.name == at.name {
					a.errno = errno
				}
				return a
			}})
		}
	}
	return all
}

func fillDisk(calls []call) (all []attempt) {
	for _, at := range calls {
		if !strings.Contains(at.name, "write") {
			continue
		}
		all = append(all, attempt{what: describe(at, calls, "half is written"), decide: func(c call) (a action) {
			if c.number > at.number && strings.Contains(c.name, "write") {
				a.errno = syscall.ENOSPC
			}
			a.half = c.number == at.number
			return a
		}})
	}
	return all
}

// failures are the ways in which a call may fail that are most unlike each other.
func failures(name string) []syscall.Errno {
	switch {
	case strings.HasPrefix(name, "open"):
		return []syscall.Errno{syscall.EACCES, syscall.EMFILE, syscall.EIO}
	case strings.Contains(name, "write"):
		return []syscall.Errno{syscall.ENOSPC, syscall.EIO}
	case name == "print":
		return []syscall.Errno{syscall.EPIPE, syscall.ENOSPC}
	case strings.HasPrefix(name, "rename"):
		return []syscall.Errno{syscall.EBUSY, syscall.EROFS, syscall.EIO}
	case name == "flock":
		return []syscall.Errno{syscall.ENOLCK, syscall.EINTR}
	case strings.HasPrefix(name, "fch"):
		return []syscall.Errno{syscall.EPERM, syscall.ENOTSUP}
	case name == "sendto", name == "recvfrom":
		return []syscall.Errno{syscall.ECONNRESET}
	case name == "connect":
		return []syscall.Errno{syscall.ECONNREFUSED, syscall.ENETUNREACH}
	case name == "socket":
		return []syscall.Errno{syscall.EMFILE}
	case name == "close":
		return []syscall.Errno{syscall.EIO}
	case strings.Contains(name, "stat"):
		return []syscall.Errno{syscall.EACCES, syscall.EIO}
	}
	return []syscall.Errno{syscall.EIO, syscall.ENOMEM}
}
