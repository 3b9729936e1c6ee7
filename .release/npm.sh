#!/bin/sh
# Makes npm packages from the archives of a release: one for each platform, and
# @amika/amika, which depends on that of the platform it is installed on.
#
#	npm.sh DIST OUT
set -eu
umask 022
here=$(cd "$(dirname "$0")/npm" && pwd)
dist=$1
version=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' "$dist/metadata.json")
mkdir -p "$2"
out=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# common prints the members that all packages have.
common() {
	cat <<-END
		  "version": "$version",
		  "homepage": "https://amika.dev",
		  "license": "Apache-2.0",
	END
}

# pack DIR packs a package. npm gives files a time of its own, always the same.
pack() {
	(cd "$1" && npm pack --silent --ignore-scripts --pack-destination "$out")
}

optional=
for platform in linux-x64 linux-arm64 darwin-x64 darwin-arm64 win32-x64 win32-arm64; do
	system=${platform%-*} cpu=${platform#*-}
	case $cpu in x64) arch=amd64 ;; *) arch=$cpu ;; esac
	dir=$work/$platform
	mkdir -p "$dir/bin" "$dir/all"
	case $system in
	win32) unzip -q "$dist/amika_${version}_windows_$arch.zip" -d "$dir/all" && exe=.exe ;;
	*) tar -xzf "$dist/amika_${version}_${system}_$arch.tar.gz" -C "$dir/all" && exe='' ;;
	esac
	for p in amika amika-login amika-extract; do
		mv "$dir/all/$p$exe" "$dir/bin/"
	done
	mv "$dir/all/LICENSE" "$dir/all/NOTICE" "$dir"
	rm -r "$dir/all"
	cat >"$dir/package.json" <<-END
		{
		  "name": "@amika/cli-$platform",
		  "description": "Amika's programs for $platform: install @amika/amika",
		$(common)
		  "os": ["$system"],
		  "cpu": ["$cpu"],
		  "preferUnplugged": true,
		  "files": ["bin", "NOTICE"]
		}
	END
	optional="$optional${optional:+,
}    \"@amika/cli-$platform\": \"$version\""
	pack "$dir"
done

dir=$work/amika
mkdir -p "$dir/bin"
cp "$here/run.js" "$dir/bin"
cp "$here/README.md" "$work/linux-x64/LICENSE" "$dir"
for p in amika amika-login amika-extract; do
	printf "#!/usr/bin/env node\nrequire('./run.js')('%s');\n" "$p" >"$dir/bin/$p.js"
	chmod 755 "$dir/bin/$p.js"
done
cat >"$dir/package.json" <<END
{
  "name": "@amika/amika",
  "description": "Finds the API keys that coding agents left on this machine, and logs in to Amika",
$(common)
  "bin": {
    "amika": "bin/amika.js",
    "amika-login": "bin/amika-login.js",
    "amika-extract": "bin/amika-extract.js"
  },
  "engines": {"node": ">=18"},
  "files": ["bin"],
  "optionalDependencies": {
$optional
  }
}
END
pack "$dir"
