package workos

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"amika.dev/pkg/hint"
	"amika.dev/pkg/terminal"
)

// describeNetwork returns why a request got no answer, safe to show, and what the
// user can do about it. The errors of packages net and http name addresses and
// repeat what the server sent.
func describeNetwork(err error, redact func(string) string) (reason, advice string) {
	if errors.Is(err, context.Canceled) {
		return "interrupted", ""
	}
	if refused, ok := errors.AsType[*proxyError](err); ok {
		return describeProxy(refused, redact)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "proxyconnect" || strings.HasPrefix(op.Op, "socks")) {
		reason, _ = describeNetwork(op.Err, redact)
		return "the proxy can't be used: " + reason, "check HTTPS_PROXY, which names the proxy"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return describeCertificate(err)
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return "it does not speak TLS", "check that the URL is right; if it is, " + somebodyElse
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		if name.IsNotFound {
			return "no such host", ""
		}
		return "the name can't be looked up", "check the network"
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return terminal.Escape(strings.TrimSuffix(errno.Error(), ".")), "" // Windows ends its messages so
	}
	timeout, ok := errors.AsType[net.Error](err)
	switch {
	case ok && timeout.Timeout():
		return "no answer in time", ""
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe), errors.Is(err, net.ErrClosed):
		return "the connection was closed without an answer", ""
	}
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return terminal.Escape(redact(err.Error())), ""
}

// describeCertificate returns why the server's certificate is refused.
func describeCertificate(err error) (reason, advice string) {
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		if broken, advice := describeCertFile(os.Getenv(certFileVariable)); broken != "" {
			return "its certificate is signed by an authority that is not trusted here, and " + broken, advice
		}
		return "its certificate is signed by an authority that is not trusted here",
			"if your network inspects TLS, set SSL_CERT_FILE to a file with its certificates"
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err); ok && invalid.Reason == x509.Expired {
		return "its certificate is not valid at this time", "check that the clock is right"
	}
	if _, ok := errors.AsType[x509.HostnameError](err); ok {
		return "its certificate is that of another host", ""
	}
	return "its certificate is not accepted", ""
}

// certFileVariable names the file of the certificates that are trusted, as
// package x509 has it on Unix.
const certFileVariable = "SSL_CERT_FILE"

// describeCertFile returns what is wrong with the file that SSL_CERT_FILE names,
// or "" if nothing is.
func describeCertFile(path string) (reason, advice string) {
	if path == "" {
		return "", ""
	}
	text, err := os.ReadFile(path)
	switch {
	case err != nil:
		reason = "the file that " + certFileVariable + " names can't be read: " + hint.Reason(err).Error()
	case !x509.NewCertPool().AppendCertsFromPEM(text):
		reason = "the file that " + certFileVariable + " names holds no certificate"
	default:
		return "", ""
	}
	return reason, "set " + certFileVariable + " to a file of certificates in PEM form, or unset it"
}
