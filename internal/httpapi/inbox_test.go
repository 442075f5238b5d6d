package httpapi

import (
	"strings"

	"parley/internal/parley"
)

// act is the body of a verb on threads; more is what follows, as JSON fields.
func (o *office) act(action, more string, threads ...*parley.Thread) string {
	list := make([]string, len(threads))
	for i, th := range threads {
		list[i] = `"` + th.ID.String() + `"`
	}
	return `{"action":"` + action + `","thread_ids":[` + strings.Join(list, ",") + `]` + more + `}`
}
