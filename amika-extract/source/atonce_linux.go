package source

import (
	"bytes"

	"golang.org/x/sys/unix"
)

// atOnce does a job on this goroutine if nothing can hold it up, and reports
// whether it is done: the file is not there, or the kernel has all of it in its
// memory. Starting a worker and a timer to watch it takes longer than reading a
// typical home: without this a run has 25 more page faults and takes a tenth more
// time. What is large, torn, wrong, unusual or on a file system without a device is
// left to the workers.
func (r *reader) atOnce(s *Source, f *File) bool {
	if r.discovery.open != nil || r.discovery.Root != nil {
		return false
	}
	status, err := glance(f.Path)
	switch {
	case isNotThere(err):
		f.Absent = true
		return true
	case err != nil, status.Dev_major == 0, status.Mode&unix.S_IFMT != unix.S_IFREG:
		return false
	}
	n := r.readCached(f.Path, &status)
	if n < 0 {
		return false
	}
	r.small = *bytes.NewBuffer(withoutMark(r.chunk[:n]))
	root, err := r.decode(s, f.Path, &r.small)
	if err != nil {
		return false // a worker says what is wrong
	}
	f.take(r.find(s, f.Path, root))
	return true
}

// readCached reads a file of that status into the chunk and returns its length, or
// -1 if it does not fit or would have to be waited for (RWF_NOWAIT of preadv2(2)).
//
// https://man7.org/linux/man-pages/man2/readv.2.html
func (r *reader) readCached(path string, status *unix.Statx_t) int {
	fd, err := unix.Openat2(unix.AT_FDCWD, path, &unix.OpenHow{
		Flags: unix.O_RDONLY | unix.O_NONBLOCK | unix.O_NOCTTY | unix.O_CLOEXEC, Resolve: resolveCached,
	})
	if err != nil {
		return -1
	}
	defer unix.Close(fd)
	var opened unix.Stat_t
	if err := unix.Fstat(fd, &opened); err != nil || opened.Ino != status.Ino || opened.Mode&unix.S_IFMT != unix.S_IFREG {
		return -1 // another file has taken its place
	}
	for n := 0; n < len(r.chunk); {
		more, err := unix.Preadv2(fd, [][]byte{r.chunk[n:]}, int64(n), unix.RWF_NOWAIT)
		switch {
		case err != nil:
			return -1
		case more == 0:
			return n
		}
		n += more
	}
	return -1
}
