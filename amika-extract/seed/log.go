package seed

import (
	"fmt"
	"os"
	"strings"
	"time"

	"amika.dev/pkg/regular"
	"amika.dev/pkg/sha256"
)

// A Log is a file that has a line for each hand-over.
type Log struct{ file *os.File }

// OpenLog opens the log at a path, or makes one that its owner alone can read.
func OpenLog(path string) (*Log, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|regular.Flags, 0o600)
	if err != nil {
		return nil, reason(err)
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, errNotRegular
	}
	return &Log{f}, nil
}

// Add appends a line of JSON: the time, the agents and when the first of their
// logins expires, the first 8 hexadecimal digits of the SHA-256 of each secret,
// the name of what they were handed over to, and its exit status, which is not 0
// if that failed. It has no secret in it.
func (l *Log) Add(at time.Time, b *Bundle, to string, status int) error {
	var agents, secrets []string
	for _, lease := range b.Leases {
		if len(lease.Files) == 0 {
			continue
		}
		agents = append(agents, quoted(lease.Agent.Name))
		for _, secret := range lease.secrets {
			sum := sha256.Sum(secret)
			secrets = append(secrets, fmt.Sprintf(`"%x"`, sum[:4]))
		}
	}
	until := "null"
	if at := b.Until(); !at.IsZero() {
		until = quoted(at.UTC().Format(time.RFC3339))
	}
	_, err := fmt.Fprintf(l.file, `{"time":%s,"agents":[%s],"until":%s,"secrets":[%s],"command":%s,"status":%d}`+"\n",
		quoted(at.UTC().Format(time.RFC3339)), strings.Join(agents, ","), until, strings.Join(secrets, ","), quoted(to), status)
	return reason(err)
}
