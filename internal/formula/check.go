package formula

import (
	"slices"
	"strings"

	"parley/internal/parley"
)

// sort is what a part of a formula gives.
type sort string

const (
	aNumber sort = "number"
	aText   sort = "text"
	aTruth  sort = "true or false"
	aTime   sort = "time"
	anyOne  sort = "anything"
)

// function says what a function takes and gives. The last of takes repeats as
// often as more allows.
type function struct {
	takes []sort
	more  int
	gives sort
	run   func(args []any) any
}

// Reference is a value that a formula is made of: of the record itself, or,
// where Type is set, of those it is associated with. A count names no property.
type Reference struct {
	Type     string
	Property string
}

// Formula is one that was checked.
type Formula struct {
	root  *node
	gives sort
	refs  []Reference
}

// References are the values that it is made of, each once.
func (f *Formula) References() []Reference { return f.refs }

// Kinds tells of what kind a property is: of the record's own type for an empty
// one. The plain name of a type alone asks whether there is such a type.
type Kinds func(ref Reference) (parley.PropertyKind, bool)

// Compile reads a formula and checks it for a property of some kind.
func Compile(text string, kinds Kinds, want parley.PropertyKind) (*Formula, error) {
	root, err := parse(text)
	if err != nil {
		return nil, err
	}
	c := &checker{kinds: kinds, f: &Formula{root: root}}
	if c.f.gives, err = c.check(root); err != nil {
		return nil, err
	}
	if given := sortOf(want); given != c.f.gives {
		return nil, wrong(0, "this formula gives a %s, and the property takes a %s", c.f.gives, given)
	}
	return c.f, nil
}

func sortOf(k parley.PropertyKind) sort {
	switch k {
	case parley.KindNumber:
		return aNumber
	case parley.KindBool:
		return aTruth
	case parley.KindDate, parley.KindDatetime:
		return aTime
	}
	return aText
}

type checker struct {
	kinds Kinds
	f     *Formula
}

func (c *checker) refer(ref Reference) {
	if !slices.Contains(c.f.refs, ref) {
		c.f.refs = append(c.f.refs, ref)
	}
}

func (c *checker) check(n *node) (sort, error) {
	switch n.op {
	case "const":
		switch n.value.(type) {
		case float64:
			return aNumber, nil
		case bool:
			return aTruth, nil
		}
		return aText, nil
	case "name":
		ref := Reference{Property: n.names[1]}
		kind, ok := c.kinds(ref)
		if !ok {
			return "", wrong(n.at, "there is no property %q", n.names[1])
		}
		c.refer(ref)
		return sortOf(kind), nil
	case "rollup":
		return "", wrong(n.at, "take the sum, count, average, smallest or largest of %s.%s", n.names[0], n.names[1])
	}
	if rollups[n.op] && len(n.args) == 1 && (n.args[0].op == "rollup" || n.op == "count") {
		return c.rollup(n)
	}
	if len(n.args) == 2 && comparisons[n.op] {
		return c.comparison(n)
	}
	if n.op == "if" {
		return c.branch(n)
	}
	f, ok := functions[n.op]
	if !ok {
		return "", wrong(n.at, "there is no function %q", n.op)
	}
	return c.call(n, f)
}

var comparisons = map[string]bool{"=": true, "!=": true, "<": true, "<=": true, ">": true, ">=": true}

func (c *checker) comparison(n *node) (sort, error) {
	a, err := c.check(n.args[0])
	if err != nil {
		return "", err
	}
	b, err := c.check(n.args[1])
	if err != nil {
		return "", err
	}
	if a != b || a == aTruth && n.op != "=" && n.op != "!=" {
		return "", wrong(n.at, "a %s cannot be compared with a %s by %q", a, b, n.op)
	}
	return aTruth, nil
}

func (c *checker) branch(n *node) (sort, error) {
	if len(n.args) != 3 {
		return "", wrong(n.at, "write if(condition, value, other value)")
	}
	cond, err := c.check(n.args[0])
	if err != nil {
		return "", err
	}
	a, err := c.check(n.args[1])
	if err != nil {
		return "", err
	}
	b, err := c.check(n.args[2])
	if err != nil {
		return "", err
	}
	if cond != aTruth || a != b {
		return "", wrong(n.at, "if takes a condition and two values of one kind, not a %s, a %s and a %s", cond, a, b)
	}
	return a, nil
}

func (c *checker) call(n *node, f function) (sort, error) {
	if len(n.args) < len(f.takes) || len(n.args) > len(f.takes)+f.more {
		return "", wrong(n.at, "%q takes other than %d values", n.op, len(n.args))
	}
	first := anyOne
	for i, arg := range n.args {
		got, err := c.check(arg)
		if err != nil {
			return "", err
		}
		want := f.takes[min(i, len(f.takes)-1)]
		if i == 0 {
			first = got
		}
		if n.op == "-" && first == aTime && got == aTime { // between two moments lie milliseconds
			continue
		}
		if want != anyOne && got != want {
			return "", wrong(arg.at, "%q takes a %s here, not a %s", n.op, want, got)
		}
		if f.gives == anyOne && got != first {
			return "", wrong(arg.at, "%q takes values of one kind, not a %s beside a %s", n.op, got, first)
		}
	}
	if f.gives == anyOne {
		return first, nil
	}
	return f.gives, nil
}

// rollups are worked out over associated records.
var rollups = map[string]bool{"sum": true, "count": true, "average": true, "min": true, "max": true}

func (c *checker) rollup(n *node) (sort, error) {
	arg := n.args[0]
	ref := Reference{Type: arg.names[0], Property: arg.names[1]}
	if n.op == "count" && arg.op == "name" {
		ref = Reference{Type: arg.names[1]}
	}
	kind, ok := c.kinds(ref)
	if !ok || ref.Type == "" {
		return "", wrong(arg.at, "there is no %s to take the %s of", strings.Trim(ref.Type+"."+ref.Property, "."), n.op)
	}
	c.refer(ref)
	if n.op == "count" {
		return aNumber, nil
	}
	got := sortOf(kind)
	if got != aNumber && (got != aTime || n.op == "sum" || n.op == "average") {
		return "", wrong(arg.at, "the %s is taken of numbers, not of a %s", n.op, got)
	}
	return got, nil
}
