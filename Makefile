# Each target is what anyone could type. CONTRIBUTING.md says which to use for what.

MODULES     = pkg amika amika-extract amika-login testdata
PROGRAMS    = ./amika ./amika-extract ./amika-login
BIN         = bin
VERSION     = $(or $(shell git describe --tags --match 'v[0-9]*' 2>/dev/null | sed s/^v//),0.0.0-dev)
REVISION    = $(or $(shell git rev-parse --short=12 HEAD 2>/dev/null),unknown)
STAMP       = -X amika.dev/pkg/command.version=$(VERSION) -X amika.dev/pkg/command.revision=$(REVISION)
# amika-login speaks only HTTP/1.1, which makes it smaller and faster to start. A
# program with a stamp need not read Go's build information, which saves 12 KB.
TAGS        = nethttpomithttp2,stamped
# Packages without inlining: amika-extract gets 135 KB smaller and runs 5 % more
# instructions. Functions are aligned to 4 bytes: with 32, the default on amd64,
# programs are 1.7 % larger. .goreleaser.yaml has the same.
NOT_INLINED = amika.dev/amika-extract/... amika.dev/pkg/command amika.dev/pkg/process amika.dev/pkg/terminal github.com/pelletier/... fmt strings text/tabwriter time
# The garbage collector that Go had before 1.26. The programs end before they
# collect anything, and the new one costs 20 page faults at each start and 40 KB.
EXPERIMENT  = $(if $(filter go1.26%,$(shell go env GOVERSION)),nogreenteagc)
# The same bytes from a clone and from an archive, and never as PIE, which takes
# more than twice as long to start.
GOBUILD     = CGO_ENABLED=0 GOEXPERIMENT=$(EXPERIMENT) go build -buildvcs=false -buildmode=default -trimpath -tags $(TAGS) $(NOT_INLINED:%=-gcflags '%=-l') -ldflags '-s -w -funcalign=4 $(STAMP)'
# The path of a tool that .ci/tools/go.mod names, built if need be.
TOOL        = $$(cd .ci/tools && GOWORK=off go tool -n $(1))
PREFIX      = /usr/local
FUZZTIME    = 30s
AGENTS      = @anthropic-ai/claude-code@latest @openai/codex@latest opencode-ai@latest
TORTURE     =
TESTFLAGS   =
# The workspace, even if a test that does without it runs make.
export GOWORK =

.PHONY: build test race test-arch test-windows check lint vuln modules cover torture bench demo agents fuzz providers docs pictures clean

build:
	$(GOBUILD) -o $(BIN)/ $(PROGRAMS)

test:
	go test $(TESTFLAGS) work

race:
	CGO_ENABLED=1 go test -race $(TESTFLAGS) work

# make test-arch ARCH=arm64: see .ci/test-arch.
PACKAGES = work
test-arch:
	.ci/test-arch $(ARCH) $(TESTFLAGS) $(PACKAGES)

# Under Wine, as root: see .ci/test-windows.
test-windows:
	.ci/test-windows $(TESTFLAGS) $(PACKAGES)

check: modules
	test -z "$$(gofmt -l .)" || { gofmt -d .; false; }
	go vet work
	GOOS=darwin go vet amika.dev/...
	GOOS=windows go vet amika.dev/...
	go run ./testdata/cmd/manual -check .
	go run ./testdata/cmd/pictures -check .github/images
	$(call TOOL,staticcheck) amika.dev/amika/... amika.dev/amika-extract/... amika.dev/amika-login/... amika.dev/pkg/... amika.dev/testdata/...
	test -z "$$(git status --porcelain)" || { git status --short; git diff; false; }

lint:
	shellcheck install.sh .ci/run .ci/test-arch .ci/test-windows .ci/wine .release/*.sh
	$(call TOOL,actionlint)

# Needs the database of https://vuln.go.dev.
vuln:
	$(call TOOL,govulncheck) -tags $(TAGS) $(PROGRAMS)

modules:
	for m in $(MODULES); do (cd $$m && go mod tidy && GOWORK=off go build ./... && GOWORK=off go test ./...) || exit; done
	go work sync
	cd .ci/tools && GOWORK=off go mod tidy

cover:
	go test -coverpkg=amika.dev/... -coverprofile=cover.out $(TESTFLAGS) work
	go tool cover -func=cover.out

# With TORTURE=-short, a part of everything in a minute.
torture: build
	go run ./testdata/cmd/torture $(TORTURE) $(BIN)

# BENCH = -run start measures a part, -big more than 1 GiB.
bench: build
	go run ./testdata/cmd/bench $(BENCH) $(BIN)

demo: build
	@go run ./testdata/cmd/demo $(BIN)

# The real agents, in a directory of their own, with stand-ins for their servers.
agents: build
	dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && npm install --silent --no-audit --no-fund --force --prefix "$$dir" $(AGENTS) && go run ./testdata/cmd/agents $(BIN) "$$dir/node_modules/.bin"

fuzz:
	grep -rHo --include='*_test.go' 'func Fuzz[A-Za-z0-9]*' $(MODULES) | sed 's/:func / /' | while read -r file target; do (cd $$(dirname $$file) && go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x .) || exit; done

# The file has a list of variables for each provider, as models.dev has it.
PROVIDERS = testdata/opencode-env.json
ORIGIN    = models.dev, as OpenCode 1.18.33 has it, 2026-11-23

providers:
	go run ./testdata/cmd/providers -origin '$(ORIGIN)' $(PROVIDERS) >providers.tmp
	mv providers.tmp amika-extract/choose/providers.go

# The manual pages, and the help in the READMEs, from the help of the programs.
docs:
	go run ./testdata/cmd/manual .

# The pictures of README.md, from the programs.
pictures:
	mkdir -p .github/images
	go run ./testdata/cmd/pictures .github/images

# The licences of what the programs contain.
notice:
	go run ./testdata/cmd/notice -tags $(TAGS) $(PROGRAMS) >notice.tmp
	mv notice.tmp NOTICE

.PHONY: notice release snapshot snapshot-check images npm install uninstall
# make release VERSION=0.1.0: the commit and the tags of a release. Pushes nothing.
release:
	@test '$(origin VERSION)' = 'command line' || { echo "usage: make release VERSION=0.1.0" >&2; exit 2; }
	@go run ./testdata/cmd/release '$(VERSION)'

# The files of a release into dist/, of this commit: .goreleaser.yaml. The first
# time takes some minutes. goreleaser wants a remote, but asks it nothing.
NO_REMOTE  = GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=remote.origin.url GIT_CONFIG_VALUE_0=.
GORELEASER = go run github.com/goreleaser/goreleaser/v2@v2.15.0
snapshot:
	$(if $(shell git remote),,$(NO_REMOTE)) $(GORELEASER) release --snapshot --clean --parallelism 1

# Packs twice, compares, and looks at what is in the files.
snapshot-check:
	.release/check.sh $(GORELEASER)

# Images and npm packages of what is in dist/. REGISTRY is where the images go;
# without one, they are files in dist/images.
CRANE = github.com/google/go-containerregistry/cmd/crane@v0.22.1
images:
	dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && GOBIN=$$dir go install $(CRANE) && .release/images.sh dist '$(REGISTRY)' "$$dir/crane"

npm:
	.release/npm.sh dist dist/npm

# What was built, by whoever may: root needs no Go for it.
install: export ROOT = $(DESTDIR)$(PREFIX)
install:
	@for p in $(PROGRAMS); do test -x $(BIN)/$$p || { echo "install: $(BIN) has no $${p#./}: run 'make build' first" >&2; exit 1; }; done
	install -d "$$ROOT/bin" "$$ROOT/share/man/man1" "$$ROOT/share/bash-completion/completions" "$$ROOT/share/zsh/site-functions" "$$ROOT/share/fish/vendor_completions.d"
	install -m 755 $(PROGRAMS:%=$(BIN)/%) "$$ROOT/bin"
	install -m 644 amika/amika.1 amika-extract/amika-extract.1 amika-login/amika-login.1 "$$ROOT/share/man/man1"
	set -e; umask 022; for p in $(PROGRAMS); do p=$${p#./}; \
		$(BIN)/$$p completion bash >"$$ROOT/share/bash-completion/completions/$$p"; \
		$(BIN)/$$p completion zsh >"$$ROOT/share/zsh/site-functions/_$$p"; \
		$(BIN)/$$p completion fish >"$$ROOT/share/fish/vendor_completions.d/$$p.fish"; \
	done

uninstall: export ROOT = $(DESTDIR)$(PREFIX)
uninstall:
	for p in $(PROGRAMS); do p=$${p#./}; rm -f "$$ROOT/bin/$$p" "$$ROOT/share/man/man1/$$p.1" "$$ROOT/share/bash-completion/completions/$$p" "$$ROOT/share/zsh/site-functions/_$$p" "$$ROOT/share/fish/vendor_completions.d/$$p.fish" || exit; done

clean:
	rm -rf bin dist .release/made cover.out
