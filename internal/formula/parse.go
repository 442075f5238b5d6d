package formula

import (
	"strconv"
	"strings"
)

// node is a part of a formula: a constant, a name, or an operation.
type node struct {
	at    int
	op    string // "const", "name", "rollup", a sign, or a function
	value any    // of a constant: float64, string or bool
	names [2]string
	args  []*node
}

// parser reads by precedence: each step takes what binds tighter.
type parser struct {
	tokens []token
	depth  int
}

func parse(text string) (*node, error) {
	tokens, err := lex(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	if p.peek().kind == end {
		return nil, wrong(0, "write a formula")
	}
	n, err := p.either(0)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != end {
		return nil, wrong(t.at, "%q stands where the formula should end", t.text)
	}
	return n, nil
}

func (p *parser) peek() token { return p.tokens[0] }

func (p *parser) next() token {
	t := p.tokens[0]
	if t.kind != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

// levels are the operators of two sides, from those that bind loosest.
var levels = [][]string{{"or"}, {"and"}, {"=", "!=", "<", "<=", ">", ">="}, {"+", "-"}, {"*", "/"}}

// sameSigns are other ways to write an operator.
var sameSigns = map[string]string{"==": "=", "<>": "!=", "equals": "="}

func (p *parser) operator(level int) (string, bool) {
	t := p.peek()
	if t.kind != sign && t.kind != word {
		return "", false
	}
	op := strings.ToLower(t.text)
	if same := sameSigns[op]; same != "" {
		op = same
	}
	for _, known := range levels[level] {
		if op == known {
			return op, true
		}
	}
	return "", false
}

func (p *parser) either(level int) (*node, error) {
	if level == len(levels) {
		return p.single()
	}
	left, err := p.either(level + 1)
	for steps := 0; err == nil; steps++ {
		op, ok := p.operator(level)
		if !ok {
			return left, nil
		}
		if steps > 200 {
			return nil, wrong(p.peek().at, "this formula is too long")
		}
		at := p.next().at
		var right *node
		if right, err = p.either(level + 1); err == nil {
			left = &node{at: at, op: op, args: []*node{left, right}}
		}
	}
	return nil, err
}

func (p *parser) single() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, wrong(p.peek().at, "this formula is nested too deep")
	}
	defer func() { p.depth-- }()
	t := p.next()
	switch t.kind {
	case number:
		v, err := strconv.ParseFloat(t.text, 64)
		if err != nil {
			return nil, wrong(t.at, "%s is not a number", t.text)
		}
		return &node{at: t.at, op: "const", value: v}, nil
	case quoted:
		return &node{at: t.at, op: "const", value: t.text}, nil
	case sign:
		return p.signed(t)
	case word:
		return p.named(t)
	}
	return nil, wrong(t.at, "the formula ends too early")
}

func (p *parser) signed(t token) (*node, error) {
	switch t.text {
	case "-":
		n, err := p.single()
		if err != nil {
			return nil, err
		}
		return &node{at: t.at, op: "negative", args: []*node{n}}, nil
	case "(":
		n, err := p.either(0)
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	}
	return nil, wrong(t.at, "%q stands where a value should", t.text)
}

func (p *parser) expect(s string) error {
	if t := p.next(); t.kind != sign || t.text != s {
		return wrong(t.at, "%q is missing", s)
	}
	return nil
}

func (p *parser) named(t token) (*node, error) {
	switch strings.ToLower(t.text) {
	case "true", "false":
		return &node{at: t.at, op: "const", value: strings.EqualFold(t.text, "true")}, nil
	case "not":
		n, err := p.single()
		if err != nil {
			return nil, err
		}
		return &node{at: t.at, op: "not", args: []*node{n}}, nil
	}
	after := p.peek()
	if after.kind == sign && after.text == "(" {
		return p.call(t)
	}
	if after.kind == sign && after.text == "." {
		p.next()
		name := p.next()
		if name.kind != word {
			return nil, wrong(name.at, "write the name of a property after the dot")
		}
		return &node{at: t.at, op: "rollup", names: [2]string{t.text, name.text}}, nil
	}
	return &node{at: t.at, op: "name", names: [2]string{"", t.text}}, nil
}

func (p *parser) call(t token) (*node, error) {
	n := &node{at: t.at, op: strings.ToLower(t.text)}
	p.next()
	if c := p.peek(); c.kind == sign && c.text == ")" {
		p.next()
		return n, nil
	}
	for {
		arg, err := p.either(0)
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, arg)
		switch t := p.next(); {
		case t.kind == sign && t.text == ",":
		case t.kind == sign && t.text == ")":
			return n, nil
		default:
			return nil, wrong(t.at, `"," or ")" is missing`)
		}
	}
}
