package atomicfile

// SetRename makes f use rename in place of [os.Rename].
func (f *File) SetRename(rename func(from, to string) error) { f.rename = rename }
