// Amika-login logs in to the Amika platform: see package cli.
package main

import (
	"os"

	"amika.dev/amika-login/cli"
)

func main() { os.Exit(cli.Main()) }
