// Amika-extract finds the API keys that coding agents left on disk: see package cli.
package main

import (
	"os"

	"amika.dev/amika-extract/cli"
	_ "amika.dev/pkg/early" // grows the stack at once
)

func main() { os.Exit(cli.Main()) }
