module amika.dev/pkg

go 1.26.0

require (
	github.com/hashicorp/go-multierror v1.1.1
	github.com/peterbourgon/ff/v3 v3.4.0
)

require github.com/hashicorp/errwrap v1.0.0 // indirect
