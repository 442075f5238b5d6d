package sheet

import (
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
)

// translator turns what people write in cells into values of properties.
type translator struct {
	plan   *Plan
	set    *parley.PropertySet
	zone   *time.Location
	now    time.Time
	owners map[string]string            // an address or a name → the number of an owner
	stages map[string]map[string]string // a property → the label of a pipeline or stage → its id
}

func newTranslator(r *store.Reader, t *parley.ObjectType, set *parley.PropertySet, plan *Plan, now time.Time) (*translator, error) {
	tr := &translator{plan: plan, set: set, zone: time.UTC, now: now, owners: map[string]string{}, stages: map[string]map[string]string{}}
	if account, err := r.Account(); err != nil {
		return nil, err
	} else if account != nil {
		if zone, err := time.LoadLocation(account.Timezone); err == nil {
			tr.zone = zone
		}
	}
	users, err := r.Users()
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		if !u.RemovedAt.IsZero() {
			continue
		}
		number := u.ID.Owner().String()
		for _, name := range []string{number, u.Email, u.Name()} {
			tr.owners[search.Fold(name)] = number
		}
	}
	return tr, tr.learnStages(r, t)
}

func (tr *translator) learnStages(r *store.Reader, t *parley.ObjectType) error {
	all, err := stagesOf(r, t)
	for property, stages := range all {
		tr.stages[property] = map[string]string{}
		for _, s := range stages {
			learn(tr.stages[property], s.ID, s.Label)
		}
		for _, s := range stages {
			learn(tr.stages[property], s.ID, tr.plan.Words[property][s.ID])
		}
	}
	return err
}

// stagesOf returns the pipelines and the stages that a kind of record may stand
// in, by the property that says so.
func stagesOf(r *store.Reader, t *parley.ObjectType) (map[string][]*parley.Stage, error) {
	pipeline, stage, piped := t.Piped()
	if !piped {
		return nil, nil
	}
	all, err := r.Pipelines(t.ID)
	if err != nil {
		return nil, err
	}
	out := map[string][]*parley.Stage{pipeline: nil, stage: nil}
	for _, p := range all {
		out[pipeline] = append(out[pipeline], &parley.Stage{ID: p.ID, Label: p.Label})
		out[stage] = append(out[stage], p.Stages...)
	}
	return out, nil
}

// learn adds an id by itself and by its label; the first of a label has it.
func learn(ids map[string]string, id, label string) {
	ids[search.Fold(id)] = id
	if _, known := ids[search.Fold(label)]; !known && label != "" {
		ids[search.Fold(label)] = id
	}
}

// value is a cell as the property keeps it.
func (tr *translator) value(p *parley.Property, cell string) (string, error) {
	cell = unguard(cell)
	if cell == "" {
		return "", nil
	}
	known, listed := tr.stages[p.Name]
	switch {
	case p.Owner():
		if id := tr.owners[search.Fold(cell)]; id != "" {
			return id, nil
		}
		return "", wrong(p, "INVALID_OWNER_ID", cell)
	case listed:
		if id := known[search.Fold(cell)]; id != "" {
			return id, nil
		}
		return "", wrong(p, "INVALID_OPTION", cell)
	case p.Kind == parley.KindEnum && !p.External:
		return tr.options(p, cell)
	case p.Kind == parley.KindBool:
		return truth(p, cell)
	case p.Kind == parley.KindNumber:
		return tr.number(p, cell)
	case p.Kind == parley.KindDate:
		return tr.date(p, cell)
	case p.Kind == parley.KindDatetime:
		return tr.time(p, cell)
	}
	return p.Normal(cell)
}

func wrong(p *parley.Property, code, cell string) error {
	return &parley.Error{Kind: parley.Invalid, Field: p.Name, Code: code, Message: strconv.Quote(cell) + " is no " + p.Label}
}

// options finds each by its value or label.
func (tr *translator) options(p *parley.Property, cell string) (string, error) {
	parts := []string{cell}
	if p.Multiple() {
		parts = strings.Split(cell, ";")
	}
	for i, part := range parts {
		found := ""
		for _, o := range p.Options {
			name := search.Fold(strings.TrimSpace(part))
			if name == search.Fold(o.Value) || found == "" && name != "" && (name == search.Fold(o.Label) || name == search.Fold(tr.plan.Words[p.Name][o.Value])) {
				found = o.Value
			}
		}
		if found == "" && strings.TrimSpace(part) != "" {
			return "", wrong(p, "INVALID_OPTION", part)
		}
		parts[i] = found
	}
	return p.Normal(strings.Join(parts, ";"))
}

var truths = map[string]string{"true": "true", "yes": "true", "y": "true", "1": "true", "x": "true", "on": "true", "oui": "true", "o": "true", "vrai": "true",
	"false": "false", "no": "false", "n": "false", "0": "false", "off": "false", "non": "false", "faux": "false"}

func truth(p *parley.Property, cell string) (string, error) {
	if v := truths[search.Fold(cell)]; v != "" {
		return v, nil
	}
	return "", wrong(p, "INVALID_BOOLEAN", cell)
}

// number reads "1 234,50 €", "$1,234.50" and "12 %".
func (tr *translator) number(p *parley.Property, cell string) (string, error) {
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '.', r == ',', r == '-', r == '+', r == 'e', r == 'E':
			return r
		case r == '−':
			return '-'
		case strings.ContainsRune(" \u00A0\u202F'’€$£¥%", r):
			return -1
		}
		return 'x'
	}, cell)
	group := ","
	if tr.plan.Decimal == "," {
		group = "."
	}
	digits = strings.ReplaceAll(digits, group, "")
	digits = strings.TrimPrefix(strings.ReplaceAll(digits, ",", "."), "+")
	v, err := p.Normal(digits)
	if err != nil || v == "" {
		return "", wrong(p, "INVALID_INTEGER", cell)
	}
	return v, nil
}

func (tr *translator) date(p *parley.Property, cell string) (string, error) {
	if v, err := p.Normal(cell); err == nil {
		return v, nil
	}
	if at, ok := day(cell, tr.plan.Days, tr.now); ok {
		return at.Format(time.DateOnly), nil
	}
	return "", wrong(p, "INVALID_DATE", cell)
}

// time reads a time of the account's zone, unless it says another.
func (tr *translator) time(p *parley.Property, cell string) (string, error) {
	if at, err := time.ParseInLocation("2006-01-02 15:04:05", strings.Replace(cell, "T", " ", 1), tr.zone); err == nil {
		return parley.FormatTime(at), nil
	}
	if v, err := p.Normal(cell); err == nil && strings.ContainsAny(cell, "TZ") {
		return v, nil
	}
	at, ok := day(cell, tr.plan.Days, tr.now)
	if !ok {
		return "", wrong(p, "INVALID_DATE", cell)
	}
	clock := [3]int{}
	for i, part := range numbersIn(cell)[3:] {
		if i < len(clock) {
			clock[i] = atoi(part)
		}
	}
	if clock[0] > 23 || clock[1] > 59 || clock[2] > 59 {
		return "", wrong(p, "INVALID_DATE", cell)
	}
	if strings.Contains(strings.ToLower(cell), "pm") && clock[0] < 12 {
		clock[0] += 12
	}
	return parley.FormatTime(time.Date(at.Year(), at.Month(), at.Day(), clock[0], clock[1], clock[2], 0, tr.zone)), nil
}
