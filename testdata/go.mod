module amika.dev/testdata

go 1.26.0

toolchain go1.26.8

require (
	amika.dev/amika v0.0.0
	amika.dev/amika-extract v0.0.0
	amika.dev/amika-login v0.0.0
	amika.dev/pkg v0.0.0
	github.com/CycloneDX/cyclonedx-go v0.12.0
	github.com/joho/godotenv v1.5.1
	github.com/rogpeppe/go-internal v1.16.0
	go.yaml.in/yaml/v3 v3.0.5
	golang.org/x/mod v0.43.0
	golang.org/x/sys v0.49.0
)

require (
	github.com/go-json-experiment/json v1.27.2 // indirect
	github.com/gofrs/flock v0.13.2 // indirect
	github.com/hashicorp/errwrap v1.0.0 // indirect
	github.com/hashicorp/go-envparse v0.1.0 // indirect
	github.com/hashicorp/go-multierror v1.1.1 // indirect
	github.com/pelletier/go-toml/v2 v2.4.3 // indirect
	github.com/peterbourgon/ff/v3 v3.4.0 // indirect
	golang.org/x/crypto/x509roots/fallback v0.0.0-20261030153154-30a33513ff6d // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/term v0.47.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
)

// The modules of this repository are built together; `make release` drops this.
replace (
	amika.dev/amika => ../amika
	amika.dev/amika-extract => ../amika-extract
	amika.dev/amika-login => ../amika-login
	amika.dev/pkg => ../pkg
)
