package secret_test

import (
	"strings"
	"testing"

	"amika.dev/pkg/secret"
)

func TestIsPlaceholder(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"<key>", "<YOUR API KEY>", "your-api-key", "YOUR_API_KEY_HERE", "amk_your_key", "sk-ant-your-key-here", "api-key-here", "***", "********",
		"null", "undefined", "CHANGEME", "replace-me", "PROXY_MANAGED", "proxy-managed", secret.Redacted,
	} {
		if !secret.IsPlaceholder(text) {
			t.Errorf("%s is no placeholder", text)
		}
	}
	for _, text := range []string{"", "x", "any", "sk-ant-...", "api-key", "xxxx", "**", "amk_1", "sk-xxxx1", "<", "nullable", "keys_here", "yours", "amk_youryour", strings.Repeat("x", 65), "a.b.c", "null undefined"} {
		if secret.IsPlaceholder(text) {
			t.Errorf("%s is a placeholder", text)
		}
	}
}
