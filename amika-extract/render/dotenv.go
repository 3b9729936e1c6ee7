package render

import "strings"

// dotenv is for the files that docker and many libraries read. They agree on
// nothing but plain values: docker takes quotes as part of a value, libraries
// expand $ and cut at #.
type dotenv struct{}

func (*dotenv) Refuse(a Assignment) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/@%+,=-"
	if startsWithDigit(a.Name) {
		return "a dotenv file can't have " + a.Name + ", which starts with a digit"
	}
	if strings.Trim(a.value(), plain) != "" {
		return "a dotenv file can't have " + a.Name + ", whose value has characters that programs read differently there"
	}
	return ""
}

func (*dotenv) Append(text []byte, a Assignment) []byte {
	return append(text, a.Name+"="+a.value()+"\n"...)
}
