package cli

import (
	"context"
	"strings"

	"amika.dev/amika-extract/choose"
	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
)

// completeFlag returns what completes the value of a flag.
func (a *app) completeFlag(flag string) command.Completer {
	switch flag {
	case "format":
		return command.OneOf(render.Names()...)
	case "homedir":
		return command.Directories
	case "provider", "require":
		return a.completeProviders
	}
	return nil
}

// completeProviders completes a list of providers with those that were found.
func (a *app) completeProviders(typed string) []string {
	found, err := a.discover(context.Background())
	if err != nil {
		return nil
	}
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	listed := make(map[string]bool)
	for _, provider := range strings.Split(before, ",") {
		listed[provider] = true
	}
	var lists []string
	for _, r := range found.results {
		for _, f := range r.Files {
			for _, finding := range f.Findings {
				if finding.State == source.Usable && !listed[finding.Provider] {
					lists = append(lists, before+finding.Provider)
				}
			}
		}
	}
	return choose.Sorted(lists)
}
