package workos

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// ParseURL parses a URL that may be requested or opened: https, or http on a
// loopback address only, without a user name. The error does not repeat text,
// which may hold a password.
func ParseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil || u.Opaque != "" || u.Hostname() == "" {
		return nil, errors.New("not a URL such as https://HOST")
	}
	if u.User != nil {
		return nil, errors.New("a URL with a user name or a password is not accepted")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errors.New("it must be an https URL (http on a loopback address only)")
	}
	return u, nil
}

// maxPage is the length of the longest URL that a person is asked to open, in
// bytes.
const maxPage = 2 << 10

// IsPage reports whether text is the URL of a page that a person can be asked to
// open: whoever sends "javascript:..." means no good.
func IsPage(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil && len(text) <= maxPage
}

// ParseBase is [ParseURL] for a URL that paths are appended to.
func ParseBase(text string) (*url.URL, error) {
	u, err := ParseURL(text)
	if err != nil {
		return nil, err
	}
	if u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#") {
		return nil, errors.New("it must have no query and no fragment")
	}
	return u, nil
}

// loopback reports whether host is this machine by its form alone, without
// asking a name server.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
