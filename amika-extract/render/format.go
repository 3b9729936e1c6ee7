package render

// A Format is a way to write assignments down.
type Format interface {
	// Refuse says why the format can't carry an assignment, or nothing if it
	// can.
	Refuse(Assignment) string
	// Append writes one that is not refused.
	Append(text []byte, a Assignment) []byte
}

// FormatNames are the names of all formats, as a person types them.
const FormatNames = "sh|fish|powershell|dotenv|json|raw|github"

// FormatFor returns the format of that name, or nil if there is none. export
// has shells hand the variables on to the programs that they start.
func FormatFor(name string, export bool) Format {
	switch name {
	case "sh":
		return &sh{export}
	case "fish":
		return &fish{export}
	case "powershell":
		return &powershell{}
	case "dotenv":
		return &dotenv{}
	case "json":
		return &object{}
	case "raw":
		return &raw{}
	case "github":
		return &github{}
	}
	return nil
}

// CanExport reports whether it makes a difference to a format whether variables
// are exported.
func CanExport(name string) bool { return name == "sh" || name == "fish" }

// A Refusal is an assignment that a format can't carry.
type Refusal struct {
	Assignment
	Reason string
}

// Write writes assignments down, except for those that the format refuses.
func Write(f Format, assignments []Assignment) (text []byte, refused []Refusal) {
	size := 0
	for _, a := range assignments {
		size += len("export =''\n") + len(a.Name) + len(a.value())
	}
	text = make([]byte, 0, size)
	for _, a := range assignments {
		if reason := f.Refuse(a); reason != "" {
			refused = append(refused, Refusal{a, reason})
			continue
		}
		text = f.Append(text, a)
	}
	if o, ok := f.(*object); ok {
		text = o.enclose(text)
	}
	return text, refused
}

// shellRefusal is why a shell can't carry an assignment: a name in there starts
// with no digit (POSIX.1-2024, XBD 3.216).
func shellRefusal(a Assignment) string {
	if startsWithDigit(a.Name) {
		return "a shell can't assign " + a.Name + ", which starts with a digit"
	}
	return ""
}

func startsWithDigit(name string) bool { return name[0] >= '0' && name[0] <= '9' }
