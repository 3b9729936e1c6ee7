package workos

import (
	"crypto/x509"
	"sync"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// rootsGiven belongs to the process, as does what it guards: package x509 takes
// fallback roots once.
var rootsGiven sync.Once

// giveRoots makes a machine without certificates, such as an image that holds
// this program alone, trust Mozilla's. It is called before the first request and
// not at the start of the program because it parses some 140 certificates.
func giveRoots() {
	rootsGiven.Do(func() {
		system, err := x509.SystemCertPool()
		if err == nil && !system.Equal(x509.NewCertPool()) {
			return
		}
		// The only panic is that of a second call: a program that imports this
		// package may have given roots of its own.
		defer func() { _ = recover() }()
		pool := x509.NewCertPool()
		addRoots(pool)
		x509.SetFallbackRoots(pool)
	})
}

// A rootPool is an [x509.CertPool].
type rootPool interface {
	AddCert(*x509.Certificate)
	AddCertWithConstraint(*x509.Certificate, func([]*x509.Certificate) error)
}

// addRoots adds the certificates that Mozilla trusts, with its constraints.
func addRoots(pool rootPool) {
	for root := range bundle.Roots() {
		certificate, err := x509.ParseCertificate(root.Certificate)
		switch {
		case err != nil:
			continue // one that this version of Go refuses is one less to trust
		case root.Constraint != nil:
			pool.AddCertWithConstraint(certificate, root.Constraint)
		default:
			pool.AddCert(certificate)
		}
	}
}
