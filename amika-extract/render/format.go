// Package render writes assignments of environment variables in the formats that
// shells and programs read. Each format has a file of its own and an entry in
// [Formats].
//
// It serves the programs of this repository and is no API.
package render

import (
	"errors"
	"strings"

	"amika.dev/pkg/secret"
)

// An Assignment gives an environment variable a value.
type Assignment struct {
	Name   string
	Value  secret.String
	Public bool // it is no secret, but goes with one, such as an address
}

func (a Assignment) value() string { return a.Value.Reveal() }

// A Format is a way to write assignments.
type Format struct {
	Name string
	// Exports says that the format can export variables or leave them unexported.
	Exports bool
	// Single says that the format carries the credential of one provider, and no
	// name.
	Single bool
	// Append appends the text for all assignments, none of which is refused.
	Append func(text []byte, all []Assignment, export bool) []byte
	// Refuse returns why the format can't carry an assignment, or nil. The field
	// is nil if it can carry any.
	Refuse func(Assignment) error
	// File is the environment variable that names the file to which the text is
	// appended, and Masks writes what goes to stdout instead. They are empty and
	// nil for a format that goes to stdout.
	File  string
	Masks func(all []Assignment) []byte
}

// Formats returns all formats. The first one is the default. They
// must not be changed.
func Formats() []*Format { return formats[:] }

// The compiler makes the formats, so that they take no time when the program
// starts.
var formats = [...]*Format{&sh, &fish, &powershell, &dotenv, &object, &raw, &github}

// Named returns the format with that name, or nil.
func Named(name string) *Format {
	for _, f := range formats {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Names returns the names of all formats.
func Names() []string {
	names := make([]string, 0, len(formats))
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return names
}

// Refusal returns why the format can't carry an assignment, or nil.
func (f *Format) Refusal(a Assignment) error {
	if f.Refuse == nil {
		return nil
	}
	return f.Refuse(a)
}

// shellName refuses names that no shell can assign: those that start with a digit
// (POSIX.1-2024, XBD 3.216).
func shellName(a Assignment) error {
	if startsWithDigit(a.Name) {
		return errors.New("a shell can't assign " + a.Name + ", which starts with a digit")
	}
	return nil
}

func startsWithDigit(name string) bool { return strings.IndexByte("0123456789", name[0]) >= 0 }
