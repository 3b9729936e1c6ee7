// Amika-login logs in to the Amika platform: see package cli.
//
// That the number of processors may change is of no use to a short run, which takes
// 1 % less time and 2 page faults less if nothing watches it.
//
//go:debug updatemaxprocs=0
package main

import (
	"os"

	"amika.dev/amika-login/cli"
	_ "amika.dev/pkg/early" // grows the stack at once
)

func main() { os.Exit(cli.Main()) }
