#!/bin/sh
# Makes an image of each program for amd64 and arm64 from the archives of a
# release, with nothing else in it. No daemon is needed, and the digests, which
# are printed, are the same each time. They are pushed to REGISTRY, or else written
# to DIST/images, from where `docker load` takes them.
#
#	images.sh DIST "REGISTRY" CRANE
set -eu
umask 022
dist=$1 registry=$2 crane=$3
version=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$dist/metadata.json")
work=$(mktemp -d) server=
trap 'rm -rf "$work"; [ -z "$server" ] || kill "$server"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# quiet runs a program whose log matters only if it fails.
quiet() {
	"$@" 2>"$work/log" || {
		cat "$work/log" >&2
		exit 1
	}
}

# image PROGRAM ARCH pushes the image for a processor.
image() {
	program=$1 arch=$2
	root=$work/$program-$arch
	mkdir -p "$root/usr/share/doc/amika"
	tar -xzf "$dist/${program}_${version}_linux_$arch.tar.gz" -C "$root"
	mv "$root/LICENSE" "$root/NOTICE" "$root/usr/share/doc/amika"
	rm -rf "$root/man" "$root/completions" "$root"/*.md
	seconds=$(stat -c %Y "$root/$program") # the commit's time
	tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$seconds" --mode=u=rwX,go=rX -C "$root" -cf "$root.tar" .
	quiet "$crane" append --oci-empty-base --new_layer "$root.tar" --new_tag "$registry/$program:$version-$arch" >/dev/null
	quiet "$crane" mutate "$registry/$program:$version-$arch" --tag "$registry/$program:$version-$arch" --set-platform "linux/$arch" \
		--entrypoint "/$program" --user 65532:65532 --env PATH=/ \
		--label "org.opencontainers.image.title=$program" \
		--label "org.opencontainers.image.version=$version" \
		--label org.opencontainers.image.licenses=Apache-2.0 \
		--label org.opencontainers.image.url=https://amika.dev >/dev/null
}

if [ -z "$registry" ]; then
	"$crane" registry serve --address 127.0.0.1:0 >"$work/registry" 2>&1 &
	server=$!
	until port=$(sed -n 's/.*serving on port \([0-9]*\).*/\1/p' "$work/registry") && [ -n "$port" ]; do
		kill -0 "$server" || exit 1
		sleep 1
	done
	registry=127.0.0.1:$port/amika
	mkdir -p "$dist/images"
fi
for p in amika amika-login amika-extract; do
	image "$p" amd64
	image "$p" arm64
	quiet "$crane" index append --manifest "$registry/$p:$version-amd64" --manifest "$registry/$p:$version-arm64" --tag "$registry/$p:$version" >/dev/null
	if [ -n "$server" ]; then
		for arch in amd64 arm64; do
			quiet "$crane" pull --platform "linux/$arch" "$registry/$p:$version" "$dist/images/${p}_${version}_$arch.tar"
		done
	fi
	echo "$p $(quiet "$crane" digest "$registry/$p:$version")"
done
