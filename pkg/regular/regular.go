// Package regular opens small regular files, and nothing else: a FIFO would
// wait for a writer, and a device may act when it is opened.
//
// An [os.File] brings the network poller and a finalizer along, which together
// take longer than reading a few small files. A [File] is a bare descriptor,
// for programs that start, read and end.
//
// It serves the programs of this repository and is no API.
package regular

import (
	"errors"
	"time"
)

// ErrNotRegular means that something is there, but not a regular file.
var ErrNotRegular = errors.New("not a regular file")

const (
	retryTime  = 2 * time.Second
	retryPause = 10 * time.Millisecond
)

// Retry calls op until it succeeds, for up to 2 s as long as [IsShared] says
// that another program is in the way. On Unix that is a single call.
func Retry(op func() error) error {
	for deadline := time.Now().Add(retryTime); ; time.Sleep(retryPause) {
		err := op()
		if !IsShared(err) || time.Now().After(deadline) {
			return err
		}
	}
}
