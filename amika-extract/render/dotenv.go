package render

import (
	"errors"
	"strings"
)

// dotenv is for the files that docker and many libraries read. They agree on
// nothing but plain values: docker takes quotes as a part of the value, and
// libraries expand $ and cut at #.
var dotenv = Format{
	Name: "dotenv",
	Refuse: func(a Assignment) error {
		switch {
		case startsWithDigit(a.Name):
			return errors.New("a dotenv file can't have " + a.Name + ", which starts with a digit")
		case strings.Trim(a.value(), plainDotenv) != "", strings.HasPrefix(a.value(), "="):
			return errors.New("a dotenv file can't have " + a.Name + ", whose value has characters that programs read differently there")
		}
		return nil
	},
	Append: func(text []byte, all []Assignment, _ bool) []byte {
		for _, a := range all {
			text = append(text, a.Name+"="+a.value()+"\n"...)
		}
		return text
	},
}

// plainDotenv are the characters that all readers take as they are.
const plainDotenv = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/@%+,=-"
