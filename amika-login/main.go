// Amika-login logs in to the Amika platform: see package cli.
package main

import (
	"os"

	"amika.dev/amika-login/cli"
	_ "amika.dev/pkg/early" // grows the stack at once
)

func main() { os.Exit(cli.Main()) }
