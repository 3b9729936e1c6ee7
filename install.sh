#!/bin/sh
# Installs Amika's programs for the user who runs it:
#
#	curl -fsSL https://get.amika.dev/install.sh | sh
#
# These variables change what it does:
#
#	AMIKA_VERSION      a version, such as 0.1.0; the newest if unset
#	AMIKA_INSTALL_DIR  where the programs go; ~/.local/bin if unset
#	AMIKA_PROGRAMS     which of amika, amika-login and amika-extract; all if unset
#	AMIKA_INSTALL_URL  where releases are: https, or http on this machine
#
# The server has latest.txt, which is a version, and for each version
# vVERSION/amika_VERSION_OS_ARCH.tar.gz and vVERSION/checksums.txt. Nothing is
# replaced before the checksum was right and the new programs ran.

# Everything is in functions, so that a script that was cut off does nothing.
main() {
	[ -z "${ZSH_VERSION:-}" ] || emulate sh
	set -eu
	[ $# = 0 ] || fail "there are no arguments: AMIKA_VERSION, AMIKA_INSTALL_DIR and AMIKA_PROGRAMS say what to do"
	url=${AMIKA_INSTALL_URL:-https://get.amika.dev}
	url=${url%/}
	case $url in
	https://*) proto='=https' ;;
	http://127.0.0.1[:/]* | http://localhost[:/]* | "http://[::1]"[:/]*) proto='=http,https' ;;
	*) fail "AMIKA_INSTALL_URL is neither https nor on this machine" ;;
	esac
	programs=
	for p in ${AMIKA_PROGRAMS:-amika amika-login amika-extract}; do
		case $p in
		amika | amika-login | amika-extract) ;;
		*) fail "AMIKA_PROGRAMS names something other than amika, amika-login and amika-extract" ;;
		esac
		case " $programs " in *" $p "*) ;; *) programs=${programs:+$programs }$p ;; esac
	done
	[ -n "$programs" ] || fail "AMIKA_PROGRAMS names no program"
	platform
	[ -n "${AMIKA_INSTALL_DIR:-${HOME:-}}" ] || fail "HOME is not set: set AMIKA_INSTALL_DIR"
	dir=${AMIKA_INSTALL_DIR:-$HOME/.local/bin}
	case $dir in
	/*) ;;
	"~"*) fail "AMIKA_INSTALL_DIR begins with ~, which a shell leaves as it is between quotes" ;;
	*) dir=$PWD/$dir ;;
	esac
	dir=${dir%/} there=${dir%/} work='' child=''
	while [ ! -d "$there" ] && [ -n "$there" ]; do there=${there%/*}; done
	trap clean EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM
	prepare
	fetch
	replace
	advise
}

fail() {
	echo "install.sh: $*" >&2
	exit 1
}

# platform sets os and arch to this machine's, as releases name them.
platform() {
	os=$(uname -s) arch=$(uname -m)
	case $os in
	Linux) os=linux ;;
	Darwin)
		os=darwin
		# A shell that Rosetta translates is told of another processor.
		[ "$(sysctl -n sysctl.proc_translated 2>/dev/null)" != 1 ] || arch=arm64
		;;
	MINGW* | MSYS* | CYGWIN*) fail "on Windows, unpack the zip file of a release" ;;
	*) fail "there is no build for $os: build from source" ;;
	esac
	case $arch in
	x86_64 | amd64) arch=amd64 ;;
	aarch64 | arm64) arch=arm64 ;;
	*) fail "there is no build for $os on $arch: build from source" ;;
	esac
}

# prepare makes a directory for the work in dir, where the programs can be moved
# into place at once and can be run even if /tmp is mounted noexec.
prepare() {
	{ mkdir -p "$dir/" && work=$(mktemp -d "$dir/.amika-install.XXXXXX"); } ||
		fail "can't write to ${dir:-/}: set AMIKA_INSTALL_DIR to a directory of yours"
	for p in $programs; do
		[ ! -d "$dir/$p" ] || fail "$dir/$p is a directory"
	done
}

# clean removes what is not to stay, and directories that hold nothing now.
clean() {
	[ -z "$child" ] || kill "$child" 2>/dev/null || :
	[ -z "$work" ] || rm -rf "$work"
	while [ "$dir" != "$there" ] && rmdir "$dir" 2>/dev/null; do dir=${dir%/*}; done
}

# fetch downloads the release, checks it and unpacks it to work/new.
fetch() {
	version=${AMIKA_VERSION:-} origin=AMIKA_VERSION
	if [ -z "$version" ]; then
		get latest.txt
		version=$(cat "$work/latest.txt") origin=$url/latest.txt
	fi
	version=${version#v}
	case $version in
	*[!0-9A-Za-z.+-]* | [!0-9]* | '') fail "$origin is not a version, such as 0.1.0" ;;
	esac
	file=amika_${version}_${os}_$arch.tar.gz
	get "v$version/checksums.txt"
	want=$(awk -v f="$file" '$2 == f || $2 == "*" f { print $1; exit }' "$work/checksums.txt")
	case $want in
	*[!0-9a-f]* | '') fail "$url/v$version/checksums.txt has no SHA-256 of $file" ;;
	esac
	get "v$version/$file"
	got=$(digest "$work/$file")
	[ "$got" = "$want" ] || fail "$file is not what checksums.txt says: its SHA-256 is ${got:-unknown}, not $want"
	mkdir "$work/new"
	# shellcheck disable=SC2086 # the programs are words
	tar -xzof "$work/$file" -C "$work/new" $programs || fail "can't unpack $file"
}

# get downloads a file of the server's to work, under its last name.
get() {
	# In the background, so that a signal ends it now.
	if command -v curl >/dev/null; then
		curl -fsSL --proto "$proto" --retry 2 --connect-timeout 20 --speed-limit 1 --speed-time 60 -o "$work/${1##*/}" "$url/$1" &
	elif command -v wget >/dev/null; then
		# No -T: the wget of some busyboxes crashes with it.
		wget -q -O "$work/${1##*/}" "$url/$1" &
	else
		fail "curl or wget is needed"
	fi
	child=$!
	wait "$child" || {
		child=''
		fail "can't get $url/$1"
	}
	child=''
}

# digest prints the SHA-256 of a file.
digest() {
	if command -v sha256sum >/dev/null; then
		sha256sum <"$1"
	elif command -v shasum >/dev/null; then
		shasum -a 256 <"$1"
	elif command -v openssl >/dev/null; then
		openssl dgst -sha256 -r <"$1"
	else
		fail "sha256sum, shasum or openssl is needed"
	fi | cut -d ' ' -f 1
}

# replace puts the new programs in the place of the old ones, running or not.
replace() {
	for p in $programs; do
		chmod 755 "$work/new/$p"
		"$work/new/$p" --version >/dev/null || fail "the $p of $file does not run here"
	done
	trap '' HUP INT TERM # all of them or none
	for p in $programs; do
		mv -f "$work/new/$p" "$dir/$p" || fail "can't replace $dir/$p"
	done
}

# advise says what was done, and what is left to do.
advise() {
	echo "Installed in $dir: $programs $version"
	case :${PATH:-}: in
	*":$dir:"*)
		for p in $programs; do
			first=$(command -v "$p") || first=$dir/$p
			[ "$first" = "$dir/$p" ] || echo "note: $first comes before it on PATH"
		done
		return
		;;
	esac
	quoted=$(printf '%s\n' "$dir" | sed "s/'/'\\\\''/g")
	case ${SHELL:-} in
	*/fish) echo "To find them, run: fish_add_path '$quoted'" ;;
	*/zsh) echo "To find them, add to ~/.zshrc: export PATH='$quoted':\"\$PATH\"" ;;
	*/bash) echo "To find them, add to ~/.bashrc: export PATH='$quoted':\"\$PATH\"" ;;
	*) echo "To find them, add to ~/.profile: export PATH='$quoted':\"\$PATH\"" ;;
	esac
}

main "$@"
