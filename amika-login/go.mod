module amika.dev/amika-login

go 1.26.0

toolchain go1.26.8

require (
	amika.dev/pkg v0.0.0
	github.com/hashicorp/go-multierror v1.1.1
	golang.org/x/term v0.47.0
)

require (
	github.com/gofrs/flock v0.13.2 // indirect
	github.com/hashicorp/errwrap v1.0.0 // indirect
	github.com/peterbourgon/ff/v3 v3.4.0 // indirect
	golang.org/x/crypto/x509roots/fallback v0.0.0-20261030153154-30a33513ff6d // indirect
	golang.org/x/sys v0.49.0 // indirect
)

// The modules of this repository are built together; `make release` drops this.
replace amika.dev/pkg => ../pkg
