package command

import (
	"strconv"

	"amika.dev/pkg/hint"
)

// A Status is what a program exits with. The numbers are part of the
// programs' interface: scripts rely on them.
type Status int

// The statuses of all three programs.
const (
	Done         Status = 0   // everything was done
	Failed       Status = 1   // it failed; stderr says why
	Usage        Status = 2   // the command line is wrong; nothing was done
	Partial      Status = 3   // what was found was printed, some source could not be read
	NoCredential Status = 4   // there is no usable credential
	Pending      Status = 5   // the login is not finished yet
	CannotRun    Status = 126 // a program was found and can't be run
	NotFound     Status = 127 // a program was not found
	Interrupted  Status = 130 // ended by SIGINT
	Terminated   Status = 143 // ended by SIGTERM
)

// StatusOf returns the status that err ends a program with: what it carries as
// ExitCode() int, or [Failed]. It is [Done] for nil.
func StatusOf(err error) Status {
	if err == nil {
		return Done
	}
	return Status(hint.ExitCode(err, int(Failed)))
}

// String returns the description of the status that help pages have.
func (s Status) String() string {
	switch s {
	case Done:
		return "done"
	case Failed:
		return "failed"
	case Usage:
		return "wrong usage"
	case Partial:
		return "partial: what was found was printed, some source could not be read"
	case NoCredential:
		return "no usable credential"
	case Pending:
		return "still pending"
	case CannotRun:
		return "a program can't be run"
	case NotFound:
		return "a program is not found"
	case Interrupted:
		return "interrupted (SIGINT)"
	case Terminated:
		return "terminated (SIGTERM)"
	default:
		return "status " + strconv.Itoa(int(s))
	}
}
