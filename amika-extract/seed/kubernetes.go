package seed

import (
	"encoding/base64"
	"fmt"
	"strings"

	"amika.dev/amika-extract/source"
)

// Secret returns the files as a Kubernetes Secret of that name, in JSON, which
// kubectl apply takes. Its keys are the names of files without slashes. The
// annotation amika.dev/paths is a JSON object that says for each key where the
// file goes below the home directory.
//
// https://kubernetes.io/docs/concepts/configuration/secret/
func (b *Bundle) Secret(name string) ([]byte, error) {
	data, paths := "", ""
	for _, f := range b.Files {
		key := quoted(secretKey(f.Path)) + ":"
		data += key + quoted(string(base64.StdEncoding.AppendEncode(nil, []byte(f.Data)))) + ","
		paths += key + quoted(f.Path) + ","
	}
	stream := fmt.Appendf(nil, `{"apiVersion":"v1","kind":"Secret","metadata":{"name":%s,"annotations":{"amika.dev/paths":%s}},"type":"Opaque","data":%s}`+"\n",
		quoted(name), quoted(object(paths)), object(data))
	return stream, b.check(stream)
}

// quoted returns a JSON string.
func quoted(text string) string { return string(source.AppendString(nil, text)) }

// secretKey returns the key of a file in a Secret: its name after that of its
// directory, without dots in front, such as codex-auth.json.
func secretKey(path string) string {
	parts := strings.Split("/"+path, "/")
	key := ""
	for _, part := range parts[len(parts)-2:] {
		if part != "" {
			key += "-" + strings.TrimPrefix(part, ".")
		}
	}
	return key[1:]
}

// IsSecretName reports whether Kubernetes takes a name for a Secret: a DNS
// subdomain (RFC 1123, section 2.1) in lower case.
//
// https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
func IsSecretName(name string) bool {
	const alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789"
	for _, label := range strings.Split(name, ".") {
		if label == "" || strings.Trim(label, alphanumeric+"-") != "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return len(name) <= 253
}
