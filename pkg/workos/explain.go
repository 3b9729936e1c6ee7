package workos

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"syscall"

	"amika.dev/pkg/terminal"
)

// describeNetwork returns why a request got no answer, safe to show, and what the
// user can do about it. The errors of packages net and http name addresses and
// repeat what the server sent.
func describeNetwork(err error, redact func(string) string) (reason, advice string) {
	if errors.Is(err, context.Canceled) {
		return "interrupted", ""
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "proxyconnect" {
		reason, advice = describeNetwork(op.Err, redact)
		return "through the proxy: " + reason, advice
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return describeCertificate(err)
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		if name.IsNotFound {
			return "no such host", ""
		}
		return "the name can't be looked up", "check the network"
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		return terminal.Escape(errno.Error()), ""
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
