package seed

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// TestRenewerIsPatient holds when an agent is run that doesn't renew its login: when
// ten minutes are left, when five are, with growing pauses from then on, and when it
// has expired. What can't be run is said once.
func TestRenewerIsPatient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var runs []time.Duration
		said := 0
		r := Renewer{
			Lookup: func(name string) (string, bool) {
				if name == "PATH" {
					runs = append(runs, time.Since(begun)-time.Hour)
				}
				return "", false
			},
			Failed: func(*Agent, error) { said++ },
		}
		b := &Bundle{Leases: []*Lease{
			{Agent: agents[0], Login: true, Until: begun.Add(time.Hour)},
			{Agent: agents[1], Login: true, Until: begun.Add(24 * time.Hour)},
			{Agent: agents[2], Login: true, Until: begun.Add(time.Minute)}, // it has no command
			{Agent: agents[1]}, // a key
		}}
		for range 90 * 60 {
			r.Renew(t.Context(), b, time.Now())
			time.Sleep(time.Second)
		}
		want := []time.Duration{-599, -300, -270, -210, -90, 0, 480, 1080, 1680}
		for i := range want {
			want[i] *= time.Second
		}
		if !slices.Equal(runs, want) || said != 1 {
			t.Errorf("run at %v after it expired, said %d times", runs, said)
		}

		// A new login is another matter.
		b.Leases[0].Until = time.Now().Add(5 * time.Minute)
		runs = nil
		r.Renew(t.Context(), b, time.Now())
		if len(runs) != 1 {
			t.Error("a new login that ends soon is not renewed")
		}
	})
}
