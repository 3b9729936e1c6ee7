// Amika runs the other programs of Amika: see package cli.
package main

import (
	"os"

	"amika.dev/amika/cli"
)

func main() { os.Exit(cli.Main()) }
