package seed

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"amika.dev/amika-extract/source"
	"amika.dev/pkg/terminal"
)

// claudeConfig is the source that is Claude Code's configuration.
const claudeConfig = "claude_api"

// minKey is the least length of a key of unknown form. Guides that skip Claude
// Code's onboarding write something shorter.
const minKey = 8

// lease returns what a box gets of an agent: what the agent itself would use here.
func lease(d *source.Discovery, agent *Agent, results []source.Result) *Lease {
	l := &Lease{Agent: agent, Unread: source.Result{Source: &source.Source{ID: agent.Name}}}
	for _, id := range agent.Stores {
		for i := range results {
			if results[i].Source.ID == id {
				l.add(d, &results[i])
			}
		}
	}
	if l.server != nil && len(l.Files) > 0 {
		l.Files = append([]*File{l.server}, l.Files...) // no key is there before its server
	}
	if l.unsaid > 0 {
		last := &l.Notes[len(l.Notes)-1]
		last.Text = strconv.Itoa(l.unsaid+1) + " more are left out"
	}
	return l
}

// add adds what a box gets of a store.
func (l *Lease) add(d *source.Discovery, store *source.Result) {
	own := &store.Files[0] // the others are settings, which say why something is not there
	file := &File{Path: store.Source.BoxPath(), From: own.Path}
	also := ""
	if own.Lease != nil {
		file.ModTime, also = own.Lease.ModTime, own.Lease.Also.Reveal()
	}
	if store.Source.ID == claudeConfig && also != "" {
		l.inKeychain(d, own.Path)
	}
	members := l.members(d, store)
	switch store.Source.ID {
	case claudeConfig:
		l.Account = cmp.Or(l.Account, own.Account)
		if members == "" && len(l.Files) == 0 {
			return
		}
		file.Kind, file.key = Own, members
		// Without these an interactive start stops at the onboarding.
		members += `"hasCompletedOnboarding":true,` + also
	case "claude_settings":
		file.Kind = Shared
		for i := range own.Findings {
			switch f := &own.Findings[i]; {
			case f.Redirect != 0 && len(f.With) > 0:
				file.Data = object(also)
				l.server = file
			case f.Redirect != 0:
				l.settled = true
				l.note(own.Path, "nothing is handed over: the server that "+terminal.Escape(f.Field)+" names can't go with it")
			}
		}
	}
	if members != "" {
		if file.ModTime == 0 {
			file.ModTime = newest(l.Files, "")
		}
		file.Data = object(members)
		l.Files = append(l.Files, file)
	}
}

// object returns a JSON object, of members that have a comma behind them.
func object(members string) string { return "{" + strings.TrimSuffix(members, ",") + "}" }

// members returns what the agent uses of a store, as members of its file. If a store
// can't be read, the agent may use what is in it, so that later stores are left alone.
func (l *Lease) members(d *source.Discovery, store *source.Result) string {
	members, settled := "", l.settled && !l.Agent.all
	l.redirected = make(map[string]bool)
	for _, file := range store.Files[1:] {
		for i := range file.Findings {
			if f := &file.Findings[i]; f.Redirect != 0 {
				l.redirected[f.Provider] = true
			}
		}
	}
	for i := range store.Files {
		file := &store.Files[i]
		if settled {
			break
		}
		for j := range file.Findings {
			f := &file.Findings[j]
			entry, value := f.Entry.Reveal(), f.Value.Reveal()
			isUsed := l.uses(d, file.Path, f)
			if isUsed {
				members += entry
			}
			if value != "" && (isUsed || f.Own && entry == members) { // a gateway may have two keys
				l.secrets = append(l.secrets, value)
			}
		}
	}
	if own := store.Files[0]; len(own.Errs) > 0 {
		l.Unread.Files = append(l.Unread.Files, own)
		l.settled = l.settled || !store.Source.Native // settings hardly ever name a gateway
	}
	return members
}

// inKeychain notes that Claude Code has a login in the Keychain of macOS, if there is
// none in a file although its configuration names an account. No key takes its place,
// which may be another account's.
func (l *Lease) inKeychain(d *source.Discovery, path string) {
	if d.System == "darwin" && d.Root == nil && !d.NoOAuth && !l.settled {
		l.settled = true
		l.note(path, "the login is left out: it is in the Keychain, which is not read")
	}
}

// uses reports whether a box gets a finding, and notes why not.
func (l *Lease) uses(d *source.Discovery, path string, f *source.Finding) bool {
	settled := l.settled && !l.Agent.all
	isSecond := f.State == source.LeftOut && f.Kind == source.APIKey // beside one that is used
	if !f.Own || f.State == source.Excluded || settled && !isSecond {
		return false
	}
	what := terminal.Escape(f.Field)
	if f.Kind == source.OAuth {
		what = "the login"
		if f.Ranked {
			what += " of " + terminal.Escape(f.Provider)
		}
	}
	what += " is left out: "
	switch {
	case f.State == source.LeftOut:
		l.note(path, what+f.Reason.Error())
		return false
	case f.Kind == source.APIKey && l.redirected[f.Provider]: // a login is its vendor's in any case
		l.settled = true
		l.note(path, what+"its agent's settings name another server for it, which a box would not know")
		return false
	case f.LastResort && len(f.Value.Reveal()) < minKey:
		l.note(path, what+"it is too short for a key")
		return false
	}
	l.settled = true
	if f.Kind != source.OAuth {
		return true
	}
	at := f.Expiry()
	expired := f.State == source.Expired || !at.IsZero() && !d.Now.Before(at)
	if !expired || !l.Agent.all {
		l.Plan, l.Account = f.Plan, f.Account
		l.until(at, expired)
	}
	switch {
	case expired && at.IsZero():
		l.note(path, what+"it has no access token")
	case expired:
		l.note(path, what+"it expired at "+at.UTC().Format(time.RFC3339))
	}
	return !expired
}

// until notes when a login ends. The first of several is what counts.
func (l *Lease) until(at time.Time, expired bool) {
	l.Login, l.Expired = true, expired
	if l.Until.IsZero() || !at.IsZero() && at.Before(l.Until) {
		l.Until = at
	}
}

// maxNotes is the number of notes on an agent's files; the last one may count more.
const maxNotes = 21

func (l *Lease) note(path, text string) {
	if len(l.Notes) == maxNotes {
		l.unsaid++
		return
	}
	l.Notes = append(l.Notes, Note{path, text})
}
