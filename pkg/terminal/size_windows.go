package terminal

import (
	"os"
	"syscall"
)

// Columns returns 80 for a stream that is a console, and 0 for any other.
//
// Package term would know better, but golang.org/x/sys/windows below it links
// package net, and two of the programs must not.
func Columns(stream any) int {
	file, ok := stream.(*os.File)
	if !ok {
		return 0
	}
	var mode uint32
	if syscall.GetConsoleMode(syscall.Handle(file.Fd()), &mode) != nil {
		return 0
	}
	return 80
}
