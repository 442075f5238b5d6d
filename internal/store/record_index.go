package store

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"parley/internal/parley"
	"parley/internal/search"
)

// How a record is found (docs/adr/0007): each value of a live record is a row
// of record_text or record_number, by property and value, so that any property
// can be asked and sorted by a range of one index; its words stand in full
// text, once for the property and, where free text looks, once bare.

// keyMax is how many bytes of a text its key in the index holds as they are.
const keyMax = 160

// textKey is a text as the index compares it: in lower case, and of a long one
// the beginning with a sum of the whole.
func textKey(value string) string {
	key := strings.ToLower(value)
	if len(key) <= keyMax {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return strings.ToValidUTF8(key[:keyMax-32], "") + "\u0001" + hex.EncodeToString(sum[:15])
}

// indexRecord makes the index hold after in place of before; either may be nil
// or not live.
func (tx *Tx) indexRecord(set *parley.PropertySet, t *parley.ObjectType, before, after *parley.Record) error {
	had, has := before != nil && before.Live(), after.Live()
	if had != has {
		step := 1
		if had {
			step = -1
		}
		if err := tx.Exec(`INSERT INTO record_count (type, count) VALUES ($1, $2) ON CONFLICT (type) DO UPDATE SET count = record_count.count + $2`, after.Type, step); err != nil {
			return err
		}
	}
	old, now := map[string]string{}, map[string]string{}
	if had {
		old = before.Properties
	}
	if has {
		now = after.Properties
	}
	spoken := had != has
	var gone, come valueRows
	for _, p := range set.All {
		if old[p.Name] == now[p.Name] {
			continue
		}
		spoken = spoken || p.Kind == parley.KindString || slices.Contains(t.Searchable, p.Name)
		was, is := indexKeys(p, old[p.Name]), indexKeys(p, now[p.Name])
		gone.add(p, was, is)
		come.add(p, is, was)
	}
	if err := tx.dropValues(after.ID, &gone); err != nil {
		return err
	}
	if err := tx.putValues(after.ID, &come); err != nil {
		return err
	}
	if !spoken {
		return nil
	}
	return tx.indexWords(set, t, after, had, has)
}

// valueRows are rows of the index of one record, each a property and a value.
type valueRows struct{ texts, numbers [][2]any }

// add gathers the keys that are not among others.
func (v *valueRows) add(p *parley.Property, keys, others []any) {
	for _, key := range keys {
		if slices.Contains(others, key) {
			continue
		}
		if p.Kind.Numeric() {
			v.numbers = append(v.numbers, [2]any{p.ID, key})
		} else {
			v.texts = append(v.texts, [2]any{p.ID, key})
		}
	}
}

func (tx *Tx) dropValues(id parley.RecordID, v *valueRows) error {
	for table, rows := range map[string][][2]any{"record_text": v.texts, "record_number": v.numbers} {
		for _, row := range rows {
			if err := tx.Exec(`DELETE FROM `+table+` WHERE property_id = $1 AND value = $2 AND record_id = $3`, row[0], row[1], id); err != nil {
				return err
			}
		}
	}
	return nil
}

// putValues adds all rows of a table by one statement.
func (tx *Tx) putValues(id parley.RecordID, v *valueRows) error {
	if len(v.texts) > 0 {
		if err := tx.Exec(tx.db.dialect.insertValues("record_text", "TEXT"), id, toJSON(v.texts)); err != nil {
			return err
		}
	}
	if len(v.numbers) > 0 {
		return tx.Exec(tx.db.dialect.insertValues("record_number", tx.db.dialect.number()), id, toJSON(v.numbers))
	}
	return nil
}

// indexKeys are the rows of a value: a number, a text, or each option.
func indexKeys(p *parley.Property, value string) []any {
	if value == "" {
		return nil
	}
	if p.Kind.Numeric() {
		if n, ok := p.Number(value); ok {
			return []any{n}
		}
		return nil
	}
	if !p.Multiple() {
		return []any{textKey(value)}
	}
	var out []any
	for _, v := range strings.Split(value, ";") {
		if key := textKey(v); key != "" && !slices.Contains(out, any(key)) {
			out = append(out, key)
		}
	}
	return out
}

func (tx *Tx) indexWords(set *parley.PropertySet, t *parley.ObjectType, rec *parley.Record, had, has bool) error {
	if had {
		if err := tx.Exec(`DELETE FROM record_search WHERE rowid = $1`, rec.ID); err != nil {
			return err
		}
	}
	if !has {
		return nil
	}
	words := recordWords(set, t, rec)
	if len(words) == 0 {
		return nil
	}
	return tx.Exec(tx.db.dialect.insertWords("record_search"), rec.ID, strings.Join(words, " "))
}

// recordWords are the words of a record: bare where free text looks, and each
// with the number of its property in front.
func recordWords(set *parley.PropertySet, t *parley.ObjectType, rec *parley.Record) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(rec.Properties)) {
		p, value := set.Get(name), rec.Properties[name]
		if p == nil {
			continue
		}
		free := slices.Contains(t.Searchable, name)
		if p.Kind != parley.KindString && !free {
			continue
		}
		for _, w := range propertyWords(value) {
			out = append(out, propertyWord(p, w))
			if free {
				out = append(out, w)
			}
		}
	}
	if slices.Contains(t.Searchable, "hs_object_id") {
		out = append(out, rec.ID.String())
	}
	return out
}

// propertyWords are the words of a value; an address or a domain is one more
// as a whole, and an address has its domain too.
func propertyWords(value string) []string {
	words := search.Words(value)
	if len(value) > 254 {
		return words
	}
	for _, part := range strings.FieldsFunc(strings.ToLower(value), func(r rune) bool { return unicode.IsSpace(r) || r == ';' || r == ',' }) {
		if !strings.ContainsAny(part, ".@-") {
			continue
		}
		words = append(words, wholeWord(part))
		if at := strings.LastIndexByte(part, '@'); at >= 0 {
			words = append(words, wholeWord(part[at:]), wholeWord(part[at+1:]))
		}
	}
	return words
}

// wholeWord writes a text that is no word, such as an address, as one: what is
// neither letter nor digit becomes its number between two q.
func wholeWord(s string) string {
	var b strings.Builder
	for _, r := range search.Fold(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			b.WriteString("q" + strconv.Itoa(int(r)) + "q")
		}
	}
	return b.String()
}

func propertyWord(p *parley.Property, word string) string {
	return "q" + strconv.FormatInt(p.ID, 10) + "q" + word
}
