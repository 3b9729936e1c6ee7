package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"syscall"

	"amika.dev/amika-extract/choose"
	"amika.dev/amika-extract/source"
	"amika.dev/pkg/basedir"
	"amika.dev/pkg/command"
	"amika.dev/pkg/terminal"
	"github.com/hashicorp/go-multierror"
)

// maxWarnings is the number of warnings about one file that are printed.
const maxWarnings = 20

// warn prints the warnings about what was left out, without any value, and the
// notes.
func (a *app) warn(choice *choose.Choice) {
	count := make(map[*source.File]int)
	var long []*choose.Warning // the first of each file that has too many
	for _, w := range choice.Warnings {
		switch count[w.File]++; {
		case count[w.File] <= maxWarnings:
			a.env.Warnf(name, "%s: %s: %s: left out: %v", w.Source.ID, a.home.shown(w.File.Path), terminal.Escape(w.Field), w.Reason)
		case count[w.File] == maxWarnings+1:
			long = append(long, w)
		}
	}
	for _, w := range long {
		a.env.Warnf(name, "%s: %s: %d more left out", w.Source.ID, a.home.shown(w.File.Path), count[w.File]-maxWarnings)
	}
	for _, note := range choice.Notes {
		a.env.Notef(name, "%s", note)
	}
}

// notFound returns the error for providers that nothing is given for, although it
// must be. Files that could not be read may be the reason, and come first. What else
// the list would tell may be it as well.
func (a *app) notFound(ctx context.Context, found *search, choice *choose.Choice, providers []string) error {
	unread, _ := a.unread(found.results)
	if d := found.discovery; !d.All && d.Keyring == nil {
		d.All = true
		choice = a.choose(d.Run(ctx, found.table))
	}
	all := multierror.Append(nil, unread...)
	status := command.NoCredential
	if slices.ContainsFunc(unread, isPassing) {
		status = command.Failed // it may be there, so that nobody should log in anew
	}
	for i, reason := range choice.Absence(providers) {
		all = multierror.Append(all, fmt.Errorf("finding a credential for %s: %w", providers[i], reason))
	}
	return command.WithHint(&command.Error{Status: status, Err: all}, hintOf(unread, a.listCommand()+" shows what there is"))
}

// hintOf returns the first hint among the errors, else the other one, which would
// only end in these errors again.
func hintOf(errs []error, other string) string {
	var hinted interface{ Hint() string }
	if errors.As(errors.Join(errs...), &hinted) {
		return hinted.Hint()
	}
	return other
}

// isPassing reports whether a file could not be read for a reason that has nothing
// to do with it, and may pass.
func isPassing(err error) bool {
	for _, reason := range []error{syscall.EIO, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM} {
		if errors.Is(err, reason) {
			return true
		}
	}
	return false
}

// unread returns what could not be read, an error for each line, and whether that
// is everything, because the home directory is not known.
func (a *app) unread(results []source.Result) (all []error, noHome bool) {
	homeless, files := 0, 0
	barred := false
	var store error // what is wrong with the key store
	for _, r := range results {
		for _, f := range r.Files {
			files++
			for _, err := range f.Errs {
				switch {
				case errors.Is(err, basedir.ErrNoHome):
					homeless++
					continue
				case a.home.bars(f.Path, err):
					barred = true
					continue
				case isKeyStore(err):
					store = err
					continue
				}
				all = append(all, fmt.Errorf("%s: reading %s: %w", r.Source.ID, a.home.shown(f.Path), err))
			}
		}
	}
	if store != nil {
		all = append(all, fmt.Errorf("keyring: %w", store))
	}
	if a.notAsked != nil {
		all = append(all, a.notAsked)
	}
	if barred {
		all = append(all, a.home.barred())
	}
	if homeless > 0 {
		all = append(all, command.WithHint(fmt.Errorf("finding the home directory: %w", basedir.ErrNoHome),
			"name the home directory with --homedir DIR"))
	}
	return all, homeless == files
}

// failure returns the error that the program ends with: what could not be read,
// and that the output could not be written, if that is so.
func (a *app) failure(results []source.Result, writing error) error {
	all, noHome := a.unread(results)
	status := command.Partial
	if noHome || writing != nil {
		status = command.Failed
	}
	all = append(all, unjoined(writing)...)
	if len(all) == 0 {
		return nil
	}
	return &command.Error{Status: status, Err: &multierror.Error{Errors: all}}
}

// unjoined returns the errors that were joined to one, or none for nil.
func unjoined(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
