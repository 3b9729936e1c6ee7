// Unmarshal reads a JSON file the usual way.
package main

import (
	"encoding/json"
	"log"
	"os"
)

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(data, &object); err != nil {
		log.Fatal(err)
	}
}
