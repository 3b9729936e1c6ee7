// Amika runs the other programs of Amika: see package cli.
package main

import (
	"os"

	"amika.dev/amika/cli"
	_ "amika.dev/pkg/early" // grows the stack at once
)

func main() { os.Exit(cli.Main()) }
