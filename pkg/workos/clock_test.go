package workos_test

import (
	"testing"
	"time"

	"amika.dev/pkg/authtest"
	"amika.dev/pkg/secret"
	"amika.dev/pkg/workos"
)

func TestClocksAreCompared(t *testing.T) {
	t.Parallel()
	for ahead, want := range map[time.Duration]bool{0: false, time.Minute: false, -time.Minute: false, 3 * time.Minute: true, -time.Hour: true} {
		s := new(authtest.Server)
		inBubble(t, s, func(t *testing.T, c *workos.Client) {
			c.Now = func() time.Time { return time.Now().Add(ahead) }
			var got []time.Duration
			c.Skewed = func(host string, ahead time.Duration) {
				if host != "127.0.0.1:1" {
					t.Errorf("the host is %q", host)
				}
				got = append(got, ahead)
			}
			_, _ = c.Poll(t.Context(), secret.New("d")) // an error is an answer, too
			if (len(got) == 1) != want || want && got[0].Round(time.Minute) != ahead {
				t.Errorf("%v ahead: got %v", ahead, got)
			}
		})
	}
}
