module amika.dev/amika-extract

go 1.26.0

toolchain go1.26.8

require (
	amika.dev/pkg v0.0.0
	github.com/go-json-experiment/json v1.27.2
	github.com/hashicorp/go-envparse v0.1.0
	github.com/hashicorp/go-multierror v1.1.1
	github.com/pelletier/go-toml/v2 v2.4.3
	golang.org/x/sync v0.24.0
	golang.org/x/sys v0.49.0
)

require (
	github.com/hashicorp/errwrap v1.0.0 // indirect
	github.com/peterbourgon/ff/v3 v3.4.0 // indirect
)

// The modules of this repository are built together; `make release` drops this.
replace amika.dev/pkg => ../pkg
