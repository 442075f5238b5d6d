package ingest

import (
	"slices"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
)

// view is the Past that one mail of a pile sees.
type view struct {
	*pile
	in *channel.Inbound
}

// Where implements Past.
func (v *view) Where(ids []string) (map[string][]Known, error) {
	out := map[string][]Known{}
	for _, id := range ids {
		for _, s := range v.where[id] {
			if v.admits(s) {
				out[id] = append(out[id], Known{ThreadID: s.thread})
			}
		}
	}
	return out, nil
}

// admits tells whether the mail has a party in common with a thread that is
// more than a desk. Two customers who answer one newsletter both write to its
// sender, which makes them no parties of one conversation (ATK-12). On a
// mailing list the list's address does.
func (v *view) admits(s stand) bool {
	known := v.parties[s.thread]
	if known[strings.ToLower(v.in.From.Address)] {
		return true
	}
	for _, a := range lowered(v.in.ReplyTo, v.in.To, v.in.Cc) {
		if known[a] && (v.in.Auto == "list" || !slices.Contains(s.desks, a)) {
			return true
		}
	}
	return false
}

// ByToken implements Past: a pile of mails has no tokens of ours.
func (v *view) ByToken(string) (parley.ThreadID, error) { return 0, nil }

// Knows implements Past.
func (v *view) Knows(id parley.ThreadID, addresses []string) (bool, error) {
	return slices.ContainsFunc(addresses, func(a string) bool { return v.parties[id][a] }), nil
}

// order is that of dates, undated ones last, but with the mails of the pile
// that a mail refers to before it.
func (p *pile) order() []int {
	dated := make([]int, len(p.ins))
	for i := range dated {
		dated[i] = i
	}
	slices.SortStableFunc(dated, func(a, b int) int {
		x, y := p.ins[a].At, p.ins[b].At
		if x.IsZero() != y.IsZero() {
			if x.IsZero() {
				return 1
			}
			return -1
		}
		return x.Compare(y)
	})
	order := make([]int, 0, len(dated))
	seen := make([]bool, len(dated))
	var visit func(i int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		full := p.complete(p.ins[i])
		for _, id := range append(newestFirst(full.References), keys(full.InReplyTo)...) {
			for _, parent := range p.own[id] {
				visit(parent)
			}
		}
		order = append(order, i)
	}
	for _, i := range dated {
		visit(i)
	}
	return order
}
