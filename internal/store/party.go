package store

import (
	"slices"
	"strconv"
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

// The people of a thread, and contacts, are found by any part of a name, an address or a
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
	return tx.setParties(threadParty, int64(th.ID), want)
}

// partyLink is a table that tells which texts something has.
type partyLink struct{ table, column string }

var (
	threadParty  = partyLink{"thread_party", "thread_id"}
	contactParty = partyLink{"contact_party", "contact_id"}
)

func (tx *Tx) setParties(l partyLink, id int64, want []string) error {
	have, err := tx.parties(l, id)
	if err != nil {
		return err
	}
	for _, p := range have {
		if !slices.Contains(want, p.Text) {
			if err := tx.unlinkParty(l, id, p); err != nil {
				return err
			}
		}
	}
	for _, text := range want {
		if !slices.ContainsFunc(have, func(p *partyText) bool { return p.Text == text }) {
			if err := tx.linkParty(l, id, text); err != nil {
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
	return foldParties(texts, partMin), nil
}

// foldParties folds texts of at least least characters, each once.
func foldParties(texts []string, least int) []string {
	for _, text := range texts {
		if at := strings.LastIndexByte(text, '@'); at > 0 {
			texts = append(texts, text[at:])
		}
	}
	var out []string
	for _, text := range texts {
		runes := []rune(search.Fold(text))
		folded := string(runes[:min(len(runes), partyMax)])
		if len(runes) >= least && !slices.Contains(out, folded) {
			out = append(out, folded)
		}
	}
	return out
}

func (r *Reader) parties(l partyLink, id int64) ([]*partyText, error) {
	return list[partyText](r, `SELECT p.id, p.text FROM `+l.table+` t JOIN party p ON p.id = t.party_id WHERE t.`+l.column+` = $1`, id)
}

func (tx *Tx) linkParty(l partyLink, id int64, text string) error {
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
	return tx.Exec(`INSERT INTO `+l.table+` (party_id, `+l.column+`) VALUES ($1, $2) ON CONFLICT DO NOTHING`, known[0], id)
}

// unlinkParty takes a text off something, and forgets it where nothing else has
// it.
func (tx *Tx) unlinkParty(l partyLink, id int64, p *partyText) error {
	if err := tx.Exec(`DELETE FROM `+l.table+` WHERE party_id = $1 AND `+l.column+` = $2`, p.ID, id); err != nil {
		return err
	}
	gone, err := tx.Affect(`DELETE FROM party WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM thread_party WHERE party_id = $1)
	  AND NOT EXISTS (SELECT 1 FROM contact_party WHERE party_id = $1)`, p.ID)
	if err != nil || gone == 0 {
		return err
	}
	return tx.Exec(`DELETE FROM party_part WHERE party_id = $1 AND part IN (SELECT value FROM `+tx.db.dialect.texts("$2")+`)`, p.ID, toJSON(endings(p.Text)))
}

// forgetParties takes a thread out of the index.
func (tx *Tx) forgetParties(id parley.ThreadID) error {
	return tx.setParties(threadParty, int64(id), nil)
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
