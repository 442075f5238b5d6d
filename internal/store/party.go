package store

import (
	"slices"
	"strconv"
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

// The people of a thread are found by any part of a name, an address or a
// number, of three characters or more. Each distinct text is kept once (party)
// with all its endings (party_part): what stands anywhere in a text begins one
// of its endings, so any part is a range of an ordinary index, on both engines.
// The domain of an address is a text of its own, "@example.org", which many
// share: of the address the endings that begin before it are kept.
const (
	partMin  = 3
	partMax  = 20  // characters of an ending that are kept; longer parts are compared with the text
	partyMax = 254 // characters of a text
)

// fewParties is how many texts a part may stand in for their threads to be
// looked up. A more common part is met soon by walking through the threads.
const fewParties = 20_000

type partyText struct {
	ID   int64
	Text string
}

// IndexThread makes the people of a thread findable. Where nothing has changed
// it only reads.
func (tx *Tx) IndexThread(th *parley.Thread) error {
	want, err := tx.partyTexts(th)
	if err != nil {
		return err
	}
	return tx.setParties(th.ID, want)
}

func (tx *Tx) setParties(id parley.ThreadID, want []string) error {
	have, err := tx.parties(id)
	if err != nil {
		return err
	}
	for _, p := range have {
		if !slices.Contains(want, p.Text) {
			if err := tx.unlinkParty(id, p); err != nil {
				return err
			}
		}
	}
	for _, text := range want {
		if !slices.ContainsFunc(have, func(p *partyText) bool { return p.Text == text }) {
			if err := tx.linkParty(id, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// partyTexts are the names, addresses and numbers of a thread, folded, each
// once.
func (tx *Tx) partyTexts(th *parley.Thread) ([]string, error) {
	parts, err := tx.Participants(th.ID)
	if err != nil {
		return nil, err
	}
	texts := []string{th.SenderName}
	for _, p := range parts {
		texts = append(texts, p.Name, p.Address)
	}
	if th.ContactID != 0 {
		if c, err := tx.Contact(th.ContactID); err == nil {
			texts = append(texts, c.Name(), c.Email, c.Phone)
		}
	}
	return foldParties(texts), nil
}

// foldParties folds texts that are long enough, each once.
func foldParties(texts []string) []string {
	for _, text := range texts {
		if at := strings.LastIndexByte(text, '@'); at > 0 {
			texts = append(texts, text[at:])
		}
	}
	var out []string
	for _, text := range texts {
		runes := []rune(search.Fold(text))
		folded := string(runes[:min(len(runes), partyMax)])
		if len(runes) >= partMin && !slices.Contains(out, folded) {
			out = append(out, folded)
		}
	}
	return out
}

func (r *Reader) parties(id parley.ThreadID) ([]*partyText, error) {
	return list[partyText](r, `SELECT p.id, p.text FROM thread_party t JOIN party p ON p.id = t.party_id WHERE t.thread_id = $1`, id)
}

func (tx *Tx) linkParty(id parley.ThreadID, text string) error {
	known, err := scalars[int64](&tx.Reader, `SELECT id FROM party WHERE text = $1`, text)
	if err != nil {
		return err
	}
	if len(known) == 0 {
		known = []int64{tx.NewID()}
		if err := tx.Insert("party", &partyText{known[0], text}); err != nil {
			return err
		}
		if err := tx.Exec(tx.db.dialect.insertEndings(), known[0], toJSON(endings(text))); err != nil {
			return err
		}
	}
	return tx.Exec(`INSERT INTO thread_party (party_id, thread_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, known[0], id)
}

// unlinkParty takes a text off something, and forgets it where nothing else has
// it.
func (tx *Tx) unlinkParty(id parley.ThreadID, p *partyText) error {
	if err := tx.Exec(`DELETE FROM thread_party WHERE party_id = $1 AND thread_id = $2`, p.ID, id); err != nil {
		return err
	}
	gone, err := tx.Affect(`DELETE FROM party WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM thread_party WHERE party_id = $1)`, p.ID)
	if err != nil || gone == 0 {
		return err
	}
	return tx.Exec(`DELETE FROM party_part WHERE party_id = $1 AND part IN (SELECT value FROM `+tx.db.dialect.texts("$2")+`)`, p.ID, toJSON(endings(p.Text)))
}

// forgetParties takes a thread out of the index.
func (tx *Tx) forgetParties(id parley.ThreadID) error {
	return tx.setParties(id, nil)
}

// endings are the distinct beginnings of all endings of a text; a short text
// has one.
func endings(text string) []string {
	runes := []rune(text)
	ends := len(runes) - partMin + 1
	if at := slices.Index(runes, '@'); at > 0 {
		ends = min(ends, at)
	}
	var out []string
	for i := range max(ends, 1) {
		part := string(runes[i:min(i+partMax, len(runes))])
		if !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// threadsWith returns at most limit threads of people in whose texts part
// stands, the newest or oldest; more tells that there are others.
func (r *Reader) threadsWith(part string, oldest bool, limit int) (ids []int64, more bool, err error) {
	return r.threadsAmong(part, fewParties, oldest, limit)
}

func (r *Reader) threadsAmong(part string, few int, oldest bool, limit int) (ids []int64, more bool, err error) {
	order := "DESC"
	if oldest {
		order = "ASC"
	}
	parties, err := r.partiesWith(part, few)
	switch {
	case err != nil:
		return nil, false, err
	case len(parties) > few:
		ids, err = scalars[int64](r, `SELECT DISTINCT t.thread_id FROM thread_party t WHERE (SELECT p.text FROM party p WHERE p.id = t.party_id) LIKE $1 ESCAPE '\'
		  ORDER BY t.thread_id `+order+` LIMIT $2`, holds(part), limit+1)
	case len(parties) > 0:
		ids, err = scalars[int64](r, `SELECT DISTINCT thread_id FROM thread_party WHERE party_id IN `+r.db.dialect.idList("$1")+` ORDER BY thread_id `+order+` LIMIT $2`, toJSON(parties), limit+1)
	}
	if err != nil {
		return nil, false, err
	}
	numbered, err := r.threadsNumbered(part, limit)
	if err != nil {
		return nil, false, err
	}
	ids = append(numbered, ids...)
	return ids[:min(len(ids), limit)], len(ids) > limit, nil
}

// partiesWith returns the texts that hold part; more than few where there are
// too many to list.
func (r *Reader) partiesWith(part string, few int) ([]int64, error) {
	runes := []rune(part)
	head := string(runes[:min(len(runes), partMax)])
	ids, err := scalars[int64](r, `SELECT DISTINCT party_id FROM party_part WHERE part >= $1 AND part < $2 LIMIT $3`, head, head+"\U0010ffff", few+1)
	if err != nil || len(runes) <= partMax || len(ids) > few {
		return ids, err
	}
	return scalars[int64](r, `SELECT id FROM party WHERE id IN `+r.db.dialect.idList("$1")+` AND text LIKE $2 ESCAPE '\'`, toJSON(ids), holds(part))
}

// threadsNumbered returns the threads whose number begins with part.
func (r *Reader) threadsNumbered(part string, limit int) ([]int64, error) {
	n, err := strconv.ParseInt(part, 10, 64)
	if err != nil || n <= 0 || strings.HasPrefix(part, "+") {
		return nil, nil
	}
	var out []int64
	for low, high := n, n+1; len(out) < limit && low < 1<<52; low, high = low*10, high*10 {
		ids, err := scalars[int64](r, `SELECT id FROM thread WHERE id >= $1 AND id < $2 ORDER BY id DESC LIMIT $3`, low, high, limit-len(out))
		if err != nil {
			return nil, err
		}
		out = append(out, ids...)
	}
	return out, nil
}
