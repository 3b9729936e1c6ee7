package secret_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"amika.dev/pkg/secret"
)

const planted = "sk-ant-planted"

func TestNothingPrintsIt(t *testing.T) {
	t.Parallel()
	s := secret.New(planted)
	type holder struct {
		Exported   secret.String
		unexported secret.String
	}
	held := holder{s, s}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "secret", s, "held", held)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "secret", s, "held", held)
	encoded, err := json.Marshal(map[string]any{"secret": s, "held": held})
	if err != nil {
		t.Fatal(err)
	}
	printed := []string{log.String(), string(encoded), fmt.Sprint(s, held, &held), fmt.Errorf("%w: %v", fmt.Errorf("x"), s).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		printed = append(printed, fmt.Sprintf(verb, s), fmt.Sprintf(verb, held), fmt.Sprintf(verb, &held))
	}
	for _, text := range printed {
		if strings.Contains(text, planted) || strings.Contains(text, fmt.Sprintf("%x", planted)) {
			t.Errorf("the secret shows in %q", text)
		}
	}
	if got := fmt.Sprint(s); got != secret.Redacted {
		t.Errorf("printed as %q", got)
	}
}

func TestReveal(t *testing.T) {
	t.Parallel()
	if got := secret.New(planted).Reveal(); got != planted {
		t.Errorf("got %q", got)
	}
	if got := (secret.String{}).Reveal(); got != "" {
		t.Errorf("the zero value holds %q", got)
	}
	if !secret.New("a").Equal(secret.New("a")) || secret.New("a").Equal(secret.New("b")) {
		t.Error("Equal compares something other than the secrets")
	}
}
