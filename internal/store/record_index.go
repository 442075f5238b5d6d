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

// indexRecords makes the index hold each of after in place of before; either may
// be nil or not live.
func (tx *Tx) indexRecords(set *parley.PropertySet, t *parley.ObjectType, before, after []*parley.Record) error {
	var gone, come valueRows
	var silent []parley.RecordID
	var spoken []*parley.Record
	step := 0
	for i, now := range after {
		was := before[i]
		had, has := was != nil && was.Live(), now.Live()
		if had != has {
			step += 1 - 2*btoi(had)
		}
		if !diffValues(set, t, was, now, &gone, &come) {
			continue
		}
		if had {
			silent = append(silent, now.ID)
		}
		if has {
			spoken = append(spoken, now)
		}
	}
	if len(after) == 0 {
		return nil
	}
	if err := tx.Exec(`INSERT INTO record_count (type, count, version) VALUES ($1, $2, 1)
	  ON CONFLICT (type) DO UPDATE SET count = record_count.count + $2, version = record_count.version + 1`, t.ID, step); err != nil {
		return err
	}
	if err := tx.dropValues(&gone); err != nil {
		return err
	}
	if err := tx.putValues(&come); err != nil {
		return err
	}
	return tx.indexWords(set, t, silent, spoken)
}

// diffValues gathers the rows by which two states of a record differ, and
// reports whether their words do.
func diffValues(set *parley.PropertySet, t *parley.ObjectType, before, after *parley.Record, gone, come *valueRows) bool {
	had, has := before != nil && before.Live(), after.Live()
	old, now := map[string]string{}, map[string]string{}
	if had {
		old = before.Properties
	}
	if has {
		now = after.Properties
	}
	spoken := had != has
	for _, p := range set.All {
		if old[p.Name] == now[p.Name] {
			continue
		}
		spoken = spoken || p.Kind == parley.KindString || slices.Contains(t.Searchable, p.Name)
		was, is := indexKeys(p, old[p.Name]), indexKeys(p, now[p.Name])
		gone.add(p, after.ID, was, is)
		come.add(p, after.ID, is, was)
	}
	return spoken
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// textRow and numberRow are rows of the index.
type textRow struct {
	PropertyID int64
	Value      string
	RecordID   parley.RecordID
}

type numberRow struct {
	PropertyID int64
	Value      float64
	RecordID   parley.RecordID
}

type valueRows struct {
	texts   []*textRow
	numbers []*numberRow
}

// add gathers the keys that are not among others.
func (v *valueRows) add(p *parley.Property, id parley.RecordID, keys, others []any) {
	for _, key := range keys {
		if slices.Contains(others, key) {
			continue
		}
		switch key := key.(type) {
		case string:
			v.texts = append(v.texts, &textRow{p.ID, key, id})
		case float64:
			v.numbers = append(v.numbers, &numberRow{p.ID, key, id})
		}
	}
}

func (tx *Tx) dropValues(v *valueRows) error {
	for _, row := range v.texts {
		if err := tx.Exec(`DELETE FROM record_text WHERE property_id = $1 AND value = $2 AND record_id = $3`, row.PropertyID, row.Value, row.RecordID); err != nil {
			return err
		}
	}
	for _, row := range v.numbers {
		if err := tx.Exec(`DELETE FROM record_number WHERE property_id = $1 AND value = $2 AND record_id = $3`, row.PropertyID, row.Value, row.RecordID); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) putValues(v *valueRows) error {
	if _, err := insertMany(tx, "record_text", v.texts); err != nil {
		return err
	}
	_, err := insertMany(tx, "record_number", v.numbers)
	return err
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

// indexWords takes the words of some records out of full text and puts those of
// others in.
func (tx *Tx) indexWords(set *parley.PropertySet, t *parley.ObjectType, silent []parley.RecordID, spoken []*parley.Record) error {
	for _, id := range silent {
		if err := tx.Exec(`DELETE FROM record_search WHERE rowid = $1`, id); err != nil {
			return err
		}
	}
	_, err := tx.putMany("record_search", []string{"rowid", "words"}, []string{"$?", tx.db.dialect.words("$?")}, len(spoken), func(i int, args []any) []any {
		return append(args, spoken[i].ID, strings.Join(recordWords(set, t, spoken[i]), " "))
	})
	return err
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
