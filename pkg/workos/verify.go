package workos

import (
	"bytes"
	"cmp"
	"context"
	"net/http"

	"amika.dev/pkg/secret"
)

// A Verification is Amika's answer about a credential.
type Verification string

// The results of [Client.Verify].
const (
	Verified  Verification = "verified"
	Rejected  Verification = "rejected"
	Undecided Verification = "unknown" // no answer, or one that does not decide it
)

// DefaultAPIURL is the API of Amika.
const DefaultAPIURL = "https://app.amika.dev"

// sandboxesPath lists something that needs a credential.
const sandboxesPath = "api/v0beta1/sandboxes"

// Verify asks Amika at apiURL (see [ParseBase]; empty is [DefaultAPIURL])
// whether it accepts bearer. The error says why the result is [Undecided].
func (c *Client) Verify(ctx context.Context, apiURL string, bearer secret.String) (Verification, error) {
	r := request{base: cmp.Or(apiURL, DefaultAPIURL), path: sandboxesPath, bearer: bearer}
	a, err := c.send(ctx, r)
	switch {
	case err != nil:
		return Undecided, err
	// https://www.rfc-editor.org/rfc/rfc6750#section-3.1
	case (a.status == http.StatusUnauthorized || a.status == http.StatusForbidden) && !a.isPage():
		return Rejected, nil
	// A page says nothing about the credential. The list may well be longer than
	// what is read of it.
	case a.status == http.StatusOK && startsAsJSON(bytes.NewReader(a.body)):
		return Verified, nil
	default:
		return Undecided, c.refusal(r, a)
	}
}
