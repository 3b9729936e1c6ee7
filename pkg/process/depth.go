package process

import (
	"fmt"
	"strconv"
	"strings"

	"amika.dev/pkg/hint"
)

// DepthVariable counts the programs of this repository that called each other,
// by way of others or not.
const DepthVariable = "AMIKA_DEPTH"

const maxDepth = 20

// Deeper returns environ, as NAME=VALUE, for a program that this one runs, with
// the count in [DepthVariable] raised. It fails at the 20th: a script called
// amika-login that runs 'amika auth login', or one called claude that runs
// 'amika-extract -- claude', would go round without end.
func Deeper(environ []string) ([]string, error) {
	depth := 0
	deeper := make([]string, 0, len(environ)+2)
	for _, variable := range environ {
		value, ok := strings.CutPrefix(variable, DepthVariable+"=")
		if !ok {
			deeper = append(deeper, variable)
			continue
		}
		if depth, _ = strconv.Atoi(value); depth >= maxDepth {
			err := fmt.Errorf("commands of amika have called each other %d times (%s)", depth, DepthVariable)
			return nil, hint.Wrap(err, "see that it does not run the same command of amika again")
		}
	}
	return append(deeper, DepthVariable+"="+strconv.Itoa(max(0, depth)+1)), nil
}
