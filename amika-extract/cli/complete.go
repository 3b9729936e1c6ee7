package cli

import (
	"context"
	"slices"
	"strings"

	"amika.dev/amika-extract/render"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/command"
)

// values completes the values of flags.
func (e *extract) values(flag string) command.Completer {
	switch flag {
	case "format":
		return command.OneOf(strings.Split(render.FormatNames, "|")...)
	case "homedir":
		return command.Directories
	case "provider", "require":
		return e.completeProviders
	}
	return nil
}

// completeProviders completes a list of providers: those that there is
// something of.
func (e *extract) completeProviders(typed string) []string {
	_, reports, err := e.discover(context.Background())
	if err != nil {
		return nil
	}
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	listed := strings.Split(before, ",")
	winners, _ := source.Choose(reports)
	var lists []string
	for _, w := range winners {
		if !slices.Contains(listed, w.Provider) {
			lists = append(lists, before+w.Provider)
		}
	}
	return lists
}
