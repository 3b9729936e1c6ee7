package source

import "strings"

const (
	errOtherServer   constError = "it is for a server of its own, and must not be sent to another one"
	errUnknownServer constError = "the address beside it is not a string, so that it is not known which server it is for"
)

// keyFor records the API key at n. Beside it stands the address of the server that
// it is for, unless that is the provider's own: a key for another one, such as a
// gateway, is left out.
func (f *findings) keyFor(about *Finding, provider string, n, address *node) {
	switch {
	case address.value.kind != 0 && !address.isText():
		f.leaveOut(about, n, errUnknownServer)
	case address.has() && !isOwnServer(provider, address.value.text):
		f.leaveOut(about, n, errOtherServer)
	default:
		f.add(about, provider, n)
	}
}

const errRedirects constError = "its agent sends what it has for the provider to this server"

// redirect records that the agent sends its credentials for a provider to the server at
// address, unless that is the provider's own or none. They are those of about's kind, or
// of any kind.
func (f *findings) redirect(where Redirect, about *Finding, provider string, address *node) {
	v := address.value
	name, err := Canonical(provider)
	if err != nil || v.kind == 0 || address.isText() && (v.text == "" || isOwnServer(name, v.text)) {
		return
	}
	if checkKey(v) != nil {
		about.With = nil // it can't be given
	}
	about.Provider, about.Field, about.Redirect, about.State, about.Reason = name, address.path(), where, Excluded, errRedirects
	f.append(about)
}

// isOwnServer reports whether a URL is that of a provider's own server: its domain
// is called like the provider, as openrouter.ai, or api.moonshot.ai of moonshotai.
func isOwnServer(provider, url string) bool {
	canonical, err := Canonical(provider)
	labels := strings.Split(strings.ToLower(host(url)), ".")
	if err != nil || len(labels) < 2 || !strings.HasPrefix(url, "https://") {
		return false
	}
	name, top := labels[len(labels)-2], labels[len(labels)-1]
	switch canonical {
	case "google":
		return name == "googleapis" && top == "com"
	case "amp":
		return name == "ampcode" && top == "com"
	case "dashscope", "alibaba":
		return name == "aliyuncs" && top == "com"
	}
	canonical = strings.ReplaceAll(canonical, "-", "")
	return isVendorDomain(top) && (name == canonical || name+top == canonical) && name != ""
}

// isVendorDomain reports whether a domain of the provider's own name below this
// one is most likely the provider's.
func isVendorDomain(top string) bool {
	switch top {
	case "com", "ai", "cn", "dev", "io", "net":
		return true
	}
	return false
}

// host returns the name of the host in a URL, which may lack its scheme. It is empty if
// there is none, and if programs may take another part of the URL for it: beside the
// name of a user, say, or a backslash, which is a slash to the agents (WHATWG URL
// Standard, section 4.4) and not to RFC 3986.
func host(url string) string {
	if strings.ContainsFunc(url, func(r rune) bool { return r <= ' ' || r >= 0x7F || r == '\\' }) {
		return ""
	}
	if _, rest, ok := strings.Cut(url, "://"); ok {
		url = rest
	}
	if end := strings.IndexAny(url, "/?#"); end >= 0 {
		url = url[:end]
	}
	name, port, _ := strings.Cut(url, ":")
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	if strings.Trim(port, "0123456789") != "" || strings.Trim(name, letters+"0123456789-_.") != "" {
		return ""
	}
	return name
}
