#!/bin/sh
# Packs this commit as a release twice, in other folders, with another umask and,
# for root on Linux, under another host name: all files must be equal byte for
# byte, and the programs equal to what `make build` makes. Then the tests look at
# what is in them.
#
#	check.sh GORELEASER...
set -eu
cd "$(dirname "$0")/.."
[ -z "$(git status --porcelain)" ] || {
	echo "check: commit first" >&2
	exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
tag=v0.987.6
git clone --quiet --bare --no-local . "$work/origin"
pack() (
	umask "$1"
	git clone --quiet "$work/origin" "$work/$2"
	cd "$work/$2"
	git tag --force "$tag" >/dev/null
	git tag --force "amika/$tag" >/dev/null # as a release has them
	shift 2
	GORELEASER_CURRENT_TAG=$tag "$@" release --clean --parallelism 1 --skip publish >"$work/log" 2>&1 || {
		cat "$work/log"
		exit 1
	}
)
elsewhere() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare --uts sh -ec 'hostname elsewhere; exec "$@"' sh "$@"
}
if openssl genrsa -traditional -out "$work/key" 2048 2>/dev/null; then
	export APK_KEY="$work/key"
fi
pack 022 one "$@"
if [ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ]; then
	pack 077 "the other/place" elsewhere "$@"
else
	pack 077 "the other/place" "$@"
fi
# What goreleaser keeps for itself has paths in it.
sums() (cd "$1/dist" && find . -type f ! -name config.yaml ! -name artifacts.json ! -name metadata.json -exec sha256sum {} + | sort -k 2)
sums "$work/one" >"$work/sums.one"
sums "$work/the other/place" >"$work/sums.other"
diff "$work/sums.one" "$work/sums.other"
echo "check: $(wc -l <"$work/sums.one") files are equal"
git -C "$work/the other/place" remote remove origin
make -C "$work/the other/place" snapshot >"$work/log" 2>&1 || {
	cat "$work/log"
	exit 1
}
echo "check: a snapshot needs no remote"
machine=$(go env GOOS)_$(go env GOARCH)
make -s -C "$work/one" build
for p in amika amika-login amika-extract; do
	cmp "$work/one/bin/$p" "$work/one/dist/${p}_$machine"*/"$p"
done
echo "check: what make builds is the same"
SNAPSHOT=$work/one/dist go test -count=1 -v -run Snapshot ./testdata/release
