package workos

import (
	"crypto/x509"
	"sync"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// rootsGiven is the state of a process, as what it guards is: package x509
// takes the roots to fall back on once, for all that the process does.
var rootsGiven sync.Once

// giveRoots lets a machine that has no certificates of its own, as an image
// with nothing but this program in it, trust those that Mozilla trusts. It is
// for the first request, not for the start of the program, because it reads
// some 140 certificates.
func giveRoots() {
	rootsGiven.Do(func() {
		system, err := x509.SystemCertPool()
		if err == nil && !system.Equal(x509.NewCertPool()) {
			return
		}
		// The only panic is that of a second call: a program that imports this
		// package may have given roots of its own.
		defer func() { _ = recover() }()
		x509.SetFallbackRoots(mozilla())
	})
}

// mozilla is the certificates that Mozilla trusts, as far as it does.
func mozilla() *x509.CertPool {
	pool := x509.NewCertPool()
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
	return pool
}
