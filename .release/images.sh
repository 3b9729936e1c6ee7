#!/bin/sh
# Makes an image of each program for amd64 and arm64 from the archives of a
# release, with nothing else in it, and pushes it. No daemon is needed, and the
# digests, which are printed, are the same each time.
#
#	images.sh DIST VERSION REGISTRY [CRANE...]
set -eu
umask 022
dist=$1 version=$2 registry=$3
shift 3
[ $# -gt 0 ] || set -- go run github.com/google/go-containerregistry/cmd/crane@v0.22.1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# image PROGRAM ARCH CRANE... pushes the image for a processor.
image() {
	program=$1 arch=$2
	shift 2
	root=$work/$program-$arch
	mkdir -p "$root/usr/share/doc/amika"
	tar -xzf "$dist/${program}_${version}_linux_$arch.tar.gz" -C "$root"
	mv "$root/LICENSE" "$root/NOTICE" "$root/usr/share/doc/amika"
	rm -rf "$root/man" "$root/completions" "$root"/*.md
	seconds=$(stat -c %Y "$root/$program") # the commit's time
	tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$seconds" --mode=u=rwX,go=rX -C "$root" -cf "$root.tar" .
	"$@" append --oci-empty-base --new_layer "$root.tar" --new_tag "$registry/$program:$version-$arch" >/dev/null
	"$@" mutate "$registry/$program:$version-$arch" --tag "$registry/$program:$version-$arch" --set-platform "linux/$arch" \
		--entrypoint "/$program" --user 65532:65532 --env PATH=/ \
		--label "org.opencontainers.image.title=$program" \
		--label "org.opencontainers.image.version=$version" \
		--label org.opencontainers.image.licenses=Apache-2.0 \
		--label org.opencontainers.image.url=https://amika.dev >/dev/null
}

for p in amika amika-login amika-extract; do
	image "$p" amd64 "$@"
	image "$p" arm64 "$@"
	"$@" index append --manifest "$registry/$p:$version-amd64" --manifest "$registry/$p:$version-arm64" --tag "$registry/$p:$version" >/dev/null
	echo "$p $("$@" digest "$registry/$p:$version")"
done
