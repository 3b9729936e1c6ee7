package workos

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"amika.dev/pkg/terminal"
)

// refusal returns the error for an answer that does not hold what r asked for.
func (c *Client) refusal(r request, a answer) *Error {
	code, words, whole := parseRefusal(a.body)
	if a.torn != nil || !whole {
		code, words, whole = "", "", false
	}
	code = a.secret(code)
	if terminal.Escape(code) != code {
		code = "" // no code, whatever it is
	}
	e := &Error{
		Kind:       kind(r, a.status, code, whole),
		Host:       a.host,
		Status:     a.status,
		Code:       code,
		RetryAfter: retryAfter(a.header, c.now()),
	}
	status := "status " + strconv.Itoa(a.status)
	switch {
	case e.Kind == Redirected:
		e.Reason = "a redirect (" + status + "), which is not followed"
	case a.isPage():
		// Nothing about the account, which has not been asked.
		e.Reason, e.Advice = "an answer that isn't "+r.owner()+": a page of HTML ("+status+" "+http.StatusText(a.status)+")", somebodyElse
		return e
	case e.Kind == Unknown && a.status < http.StatusInternalServerError && !overloaded(a.status):
		e.Reason = "the answer can't be understood (" + status + ")"
	case words != "" && code != "":
		e.Reason = terminal.Escape(a.secret(words)) + " (" + code + ")"
	case words != "":
		e.Reason = terminal.Escape(a.secret(words)) + " (" + status + ")"
	case code != "":
		e.Reason = code + " (" + status + ")"
	default:
		e.Reason = status + " " + http.StatusText(a.status)
	}
	if !e.transient() {
		e.Advice = advice(a.status, code)
	}
	if e.Kind == Refused {
		e.Advice = cmp.Or(e.Advice, r.advice())
	}
	return e
}

// isPage reports whether an answer is a page of HTML, which a proxy or the login
// page of a network sends in the server's place.
func (a answer) isPage() bool {
	return strings.HasPrefix(a.header.Get("Content-Type"), "text/html") || strings.HasPrefix(strings.TrimSpace(string(a.body)), "<")
}

// owner returns whose answer is expected.
func (r request) owner() string {
	if r.path == sandboxesPath {
		return "Amika's"
	}
	return "WorkOS's"
}

// overloaded reports whether status is a 4xx that says nothing about the request.
func overloaded(status int) bool {
	return status == http.StatusRequestTimeout || status == http.StatusTooManyRequests
}

// kind returns what an answer with this status, and code in its body, says about
// the request. whole tells whether the body is complete.
func kind(r request, status int, code string, whole bool) Kind {
	switch {
	case 300 <= status && status < 400:
		return Redirected
	case status < 400, status >= 500, !whole:
		return Unknown
	// https://www.rfc-editor.org/rfc/rfc8628#section-3.5
	case r.polling && (code == "authorization_pending" || code == "slow_down"):
		return Waiting
	case overloaded(status):
		return Unknown
	case r.polling && code == "expired_token":
		return Expired
	// https://www.rfc-editor.org/rfc/rfc6749#section-5.2
	case code == "invalid_grant":
		return InvalidGrant
	default:
		return Refused
	}
}

// advice returns what the user can do about a refusal that says nothing else.
func (r request) advice() string {
	switch {
	case r.polling:
		return "run 'amika auth login' to start again"
	case r.form.Get("grant_type") == "refresh_token":
		return "try again; if that does not help, run 'amika auth login'"
	case r.form != nil:
		return "try again; if that does not help, check AMIKA_WORKOS_CLIENT_ID and AMIKA_WORKOS_API_URL if they are set"
	}
	return ""
}

// advice returns what the user can do about a refusal, or "".
func advice(status int, code string) string {
	switch code {
	case "access_denied":
		return "run 'amika auth login' to start again, and approve it in the browser"
	case "expired_token", "invalid_grant":
		return "run 'amika auth login' to start again"
	case "invalid_client", "unauthorized_client":
		return "check AMIKA_WORKOS_CLIENT_ID, and AMIKA_WORKOS_API_URL if it is set"
	case "organization_selection_required":
		return "your account belongs to several organizations: sign in at " + DefaultAPIURL +
			" and choose one, then run 'amika auth login' again; or log in with an API key"
	case "email_verification_required":
		return "verify your email address with the message that was sent to it, then run 'amika auth login' again"
	case "mfa_enrollment", "mfa_challenge", "mfa_verification":
		return "sign in at " + DefaultAPIURL + " and complete the second factor there, then run 'amika auth login' again"
	case "sso_required", "organization_authentication_methods_required":
		return "sign in at " + DefaultAPIURL + " the way your organization asks for, then run 'amika auth login' again"
	}
	switch status {
	case http.StatusForbidden:
		return "sign in at " + DefaultAPIURL + " to see what your account still needs; or log in with an API key"
	case http.StatusNotFound:
		return "check AMIKA_WORKOS_API_URL if it is set"
	}
	return ""
}
