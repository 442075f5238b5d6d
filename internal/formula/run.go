package formula

import (
	"math"
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
)

// Values gives a value that a formula refers to, as it is kept with a record:
// of the record itself one or none, of associated records all of them. Of a
// count it gives as many as there are records.
type Values func(ref Reference) ([]string, parley.PropertyKind)

// Value works f out, as a property of some kind keeps it; empty for unknown.
func (f *Formula) Value(values Values, kind parley.PropertyKind) string {
	switch v := (&runner{values}).run(f.root).(type) {
	case float64:
		if kind == parley.KindDate || kind == parley.KindDatetime {
			return moment(v, kind)
		}
		if math.IsNaN(v) || math.IsInf(v, 0) || v == 0 {
			if v != 0 {
				return ""
			}
			return "0"
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case string:
		return clip(v)
	}
	return ""
}

// moment writes milliseconds as a day or a time of the years that calendars
// know.
func moment(ms float64, kind parley.PropertyKind) string {
	at := time.UnixMilli(int64(ms)).UTC()
	if math.IsNaN(ms) || math.Abs(ms) > 2e14 || at.Year() < 1 || at.Year() > 9999 {
		return ""
	}
	if kind == parley.KindDate {
		return at.Format(time.DateOnly)
	}
	return parley.FormatTime(at)
}

func clip(s string) string {
	if len(s) <= parley.MaxValue {
		return s
	}
	return strings.ToValidUTF8(s[:parley.MaxValue], "")
}

type runner struct{ values Values }

// run returns a float64, a string, a bool, or nil for what is not known.
func (r *runner) run(n *node) any {
	switch n.op {
	case "const":
		return n.value
	case "name":
		all, kind := r.values(Reference{Property: n.names[1]})
		if len(all) == 0 {
			return nil
		}
		return read(all[0], kind)
	case "if":
		if is, known := r.run(n.args[0]).(bool); known && is {
			return r.run(n.args[1])
		}
		return r.run(n.args[2])
	case "and", "or":
		return r.both(n)
	}
	if rollups[n.op] && len(n.args) == 1 && (n.args[0].op == "rollup" || n.op == "count") {
		return r.rollup(n)
	}
	args := make([]any, len(n.args))
	known := true
	for i, arg := range n.args {
		args[i] = r.run(arg)
		known = known && args[i] != nil
	}
	if !known && !takesUnknown[n.op] {
		return nil
	}
	if comparisons[n.op] {
		return compare(n.op, args[0], args[1])
	}
	out := functions[n.op].run(args)
	if v, ok := out.(float64); ok && (math.IsNaN(v) || math.IsInf(v, 0)) {
		return nil
	}
	return out
}

// both asks the second only where the first leaves it open.
func (r *runner) both(n *node) any {
	a, known := r.run(n.args[0]).(bool)
	if known && a == (n.op == "or") {
		return a
	}
	b, sure := r.run(n.args[1]).(bool)
	if sure && (known || b == (n.op == "or")) {
		return b
	}
	return nil
}

// read makes a kept value one to reckon with; nil for none.
func read(value string, kind parley.PropertyKind) any {
	if value == "" {
		return nil
	}
	switch sortOf(kind) {
	case aNumber, aTime:
		if v, ok := (&parley.Property{Kind: kind}).Number(value); ok {
			return v
		}
		return nil
	case aTruth:
		return value == "true"
	}
	return value
}

func compare(op string, a, b any) any {
	order := 0
	switch x := a.(type) {
	case float64:
		y, ok := b.(float64)
		if !ok {
			return nil
		}
		if x < y {
			order = -1
		} else if x > y {
			order = 1
		}
	case string:
		y, ok := b.(string)
		if !ok {
			return nil
		}
		order = strings.Compare(strings.ToLower(x), strings.ToLower(y))
	case bool:
		if b != a {
			order = 1
		}
	}
	switch op {
	case "=":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func (r *runner) rollup(n *node) any {
	arg := n.args[0]
	ref := Reference{Type: arg.names[0], Property: arg.names[1]}
	if arg.op == "name" {
		ref = Reference{Type: arg.names[1]}
	}
	all, kind := r.values(ref)
	if n.op == "count" && ref.Property == "" {
		return float64(len(all))
	}
	var sum, count float64
	var least, most any
	for _, text := range all {
		v := read(text, kind)
		if v == nil {
			continue
		}
		count++
		if x, ok := v.(float64); ok {
			sum += x
			if least == nil || x < least.(float64) {
				least = x
			}
			if most == nil || x > most.(float64) {
				most = x
			}
		}
	}
	switch n.op {
	case "count":
		return count
	case "sum":
		return sum
	case "min":
		return least
	case "max":
		return most
	}
	if count == 0 {
		return nil
	}
	return sum / count
}
