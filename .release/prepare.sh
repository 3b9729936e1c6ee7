#!/bin/sh
# Makes what is packed beside the programs: manual pages, completions, and what
# Debian wants to know. .goreleaser.yaml runs it: prepare.sh VERSION SECONDS, the
# time of the commit.
set -eu
umask 022
cd "$(dirname "$0")/.."
version=$1 date=$(date -u -R -d "@$2" 2>/dev/null || date -u -R -r "$2")
to=.release/made
rm -rf "$to"
mkdir -p "$to/man" "$to/completions" "$to/debian"
make build BIN="$to/bin" GOOS= GOARCH= >/dev/null
for p in amika amika-login amika-extract; do
	gzip -9n <"$p/$p.1" >"$to/man/$p.1.gz"
	"$to/bin/$p" completion bash >"$to/completions/$p.bash"
	"$to/bin/$p" completion zsh >"$to/completions/_$p"
	"$to/bin/$p" completion fish >"$to/completions/$p.fish"
	echo "$p: statically-linked-binary [usr/bin/$p]" >"$to/debian/$p.overrides"
	gzip -9n >"$to/debian/$p.changelog.gz" <<-END
		$p ($version) unstable; urgency=medium

		  * The changes are in CHANGELOG.md.

		 -- Amika <dev@amika.dev>  $date
	END
done
rm -r "${to:?}/bin"
cat >"$to/debian/copyright" <<-END
	Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
	Upstream-Name: amika
	Source: https://amika.dev
	Comment: NOTICE, beside this file, has the licences of the modules in the programs.

	Files: *
	Copyright: 2026 Amika
	License: Apache-2.0
	 On Debian systems, the text is in /usr/share/common-licenses/Apache-2.0.
END
