package seed

import (
	"fmt"
	"strings"
)

// Tar returns the files as a tar archive (POSIX.1-1988, ustar) for the home
// directory of a box. All belong to the user with the ID 0 and can be used by
// their owner alone. The archive depends on nothing but the files.
func (b *Bundle) Tar() ([]byte, error) {
	var archive []byte
	made := make(map[string]bool)
	for _, f := range b.Files {
		for _, dir := range above(f.Path) {
			if !made[dir] {
				made[dir] = true
				archive = append(archive, tarHeader(dir+"/", tarDirectory, 0o700, 0, newest(b.Files, dir+"/"))...)
			}
		}
		archive = append(archive, tarHeader(f.Path, tarFile, 0o600, len(f.Data), f.ModTime)...)
		archive = append(archive, f.Data...)
		archive = append(archive, make([]byte, -len(archive)&(tarBlock-1))...)
	}
	archive = append(archive, make([]byte, 2*tarBlock)...) // the end
	return archive, b.check(archive)
}

const (
	tarBlock     = 512 // bytes
	tarFile      = '0'
	tarDirectory = '5'
)

// tarHeader returns the block before a file or a directory, which takes less room
// than package archive/tar in a program of this size. The name is one of ours and
// short.
//
// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
func tarHeader(name string, kind byte, mode, size int, at int64) []byte {
	block := make([]byte, tarBlock)
	copy(block[0:100], name)
	copy(block[100:], fmt.Sprintf("%07o\x00%07o\x00%07o\x00%011o\x00%011o\x00", mode, 0, 0, size, max(0, at)))
	copy(block[148:], "        ") // the checksum counts as spaces
	block[156] = kind
	copy(block[257:], "ustar\x0000")
	sum := 0
	for _, c := range block {
		sum += int(c)
	}
	copy(block[148:], fmt.Sprintf("%06o\x00 ", sum))
	return block
}

// above returns the directories that a file is in, the highest one first.
func above(file string) []string {
	var dirs []string
	for i, c := range file {
		if c == '/' {
			dirs = append(dirs, file[:i])
		}
	}
	return dirs
}

// newest returns the time of the file in dir, or of any if that is empty, which was
// changed last. That of the directory itself changes whenever an agent takes a lock
// there.
func newest(files []*File, dir string) (at int64) {
	for _, f := range files {
		if strings.HasPrefix(f.Path, dir) {
			at = max(at, f.ModTime)
		}
	}
	return at
}
