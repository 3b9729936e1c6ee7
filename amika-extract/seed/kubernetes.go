package seed

import (
	"encoding/base64"
	"strings"
)

// pathsAnnotation names the annotation that says where the files of a Secret go.
const pathsAnnotation = "amika.dev/paths"

// Secret returns the files as a Kubernetes Secret of that name, in JSON, which
// kubectl apply takes. Its keys are the names of files without slashes. The
// annotation amika.dev/paths is a JSON object that says for each key where the
// file goes below the home directory.
//
// https://kubernetes.io/docs/concepts/configuration/secret/
func (b *Bundle) Secret(name string) ([]byte, error) {
	data, paths := object(), object()
	for _, f := range b.Files(true) {
		key := secretKey(f.Path)
		data.add(key, text(base64.StdEncoding.EncodeToString(f.Data)))
		paths.add(key, text(f.Path))
	}
	metadata := object().add("name", text(name)).
		add("annotations", object().add(pathsAnnotation, text(string(paths.json()))))
	secret := object().add("apiVersion", text("v1")).add("kind", text("Secret")).
		add("metadata", metadata).add("type", text("Opaque")).add("data", data)
	stream := append(secret.json(), '\n')
	return stream, b.check(stream)
}

// secretKey returns the key of a file in a Secret: its name after that of its
// directory, without dots in front, such as codex-auth.json.
func secretKey(path string) string {
	parts := strings.Split(path, "/")
	parts = parts[max(0, len(parts)-2):]
	for i := range parts {
		parts[i] = strings.TrimPrefix(parts[i], ".")
	}
	return strings.Join(parts, "-")
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
