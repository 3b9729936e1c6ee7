// Nethttp links the client of package net/http and does nothing: starting it
// is what a program costs that could send a request.
package main

import (
	"net/http"
	"os"
)

func main() {
	if len(os.Args) > 1 {
		if response, err := http.Get(os.Args[1]); err == nil {
			_ = response.Body.Close()
		}
	}
}
