package mail

import (
	"regexp"
	"sync"
)

// lazily compiles a pattern when it is first asked for: those of all languages
// together take megabytes and a tenth of a second, which no start should wait
// for.
func lazily(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
