package workos

import (
	"context"

	"amika.dev/pkg/secret"
)

// A Verification is what Amika says about a credential.
type Verification string

// What [Client.Verify] finds.
const (
	Verified  Verification = "verified"
	Rejected  Verification = "rejected"
	Undecided Verification = "unknown" // no answer, or one that does not tell
)

// DefaultAPIURL is where Amika is.
const DefaultAPIURL = "https://app.amika.dev"

// Verify asks Amika at apiURL (see [ParseBase]; empty is [DefaultAPIURL])
// whether it accepts bearer. The error says why the result is [Undecided].
func (c *Client) Verify(ctx context.Context, apiURL string, bearer secret.String) (Verification, error) {
	panic("not yet")
}
