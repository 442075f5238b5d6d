package ingest

import (
	"slices"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Sort puts a pile of mails into threads by the server's rules: lists of
// indexes of ins, in order of their first mail in the pile. It differs from a
// server, whose mails come one by one, in that the order of the pile counts for
// nothing: a mail is looked at after those it refers to, and else by its date.
// Like there a mail joins one thread, and never makes two threads one.
//
// No address counts as ours. So where answers to a mail go says nothing about
// who belongs together (see view.admits).
func Sort(ins []*channel.Inbound) [][]int {
	p := newPile(ins)
	thread := make([]parley.ThreadID, len(ins))
	nobody := func(string) bool { return false }
	copies := map[string]parley.ThreadID{}
	for _, i := range p.order() {
		in := ins[i]
		if id := copies[in.ContentHash]; id != 0 {
			thread[i] = id
			continue
		}
		id, _, _ := Join(&view{p, in}, p.complete(in), nobody) // memory does not fail
		if id == 0 {
			p.next++
			id = p.next
		}
		thread[i] = id
		p.add(id, in)
		if len(in.Raw) > 0 && in.ContentHash != "" {
			copies[in.ContentHash] = id
		}
	}
	var out [][]int
	at := map[parley.ThreadID]int{}
	for i, id := range thread {
		if _, ok := at[id]; !ok {
			at[id] = len(out)
			out = append(out, nil)
		}
		out[at[id]] = append(out[at[id]], i)
	}
	return out
}

// stand is a thread in which an id stands, or is told of.
type stand struct {
	thread parley.ThreadID
	// desks are addresses to which strangers to each other write about the id:
	// those that answers to an unseen mail went to, or the sender of a mass mail.
	desks []string
}

// pile remembers what came before, as the database does for a server.
type pile struct {
	ins     []*channel.Inbound
	own     map[string][]int  // mails by their own id
	before  map[string]string // by unseen id: the one before it in somebody's References
	where   map[string][]stand
	parties map[parley.ThreadID]map[string]bool
	next    parley.ThreadID
}

func newPile(ins []*channel.Inbound) *pile {
	p := &pile{ins: ins, own: map[string][]int{}, before: map[string]string{}, where: map[string][]stand{}, parties: map[parley.ThreadID]map[string]bool{}}
	for i, in := range ins {
		if in.MailID != "" {
			id := parley.MailKey(in.MailID)
			p.own[id] = append(p.own[id], i)
		}
	}
	for _, in := range ins {
		refs := oldestFirst(in)
		for k := 1; k < len(refs); k++ {
			if p.own[refs[k]] == nil && p.before[refs[k]] == "" {
				p.before[refs[k]] = refs[k-1]
			}
		}
	}
	return p
}

// complete returns a copy of in whose References also hold what others know to
// stand before the unseen mails that it refers to.
func (p *pile) complete(in *channel.Inbound) *channel.Inbound {
	const most = 50 // generations
	refs := oldestFirst(in)
	var earlier []string
	for _, id := range append(keys(in.InReplyTo), refs...) {
		for b := p.before[id]; b != "" && len(earlier) < most && !slices.Contains(refs, b) && !slices.Contains(earlier, b); b = p.before[b] {
			earlier = append(earlier, b)
		}
	}
	slices.Reverse(earlier)
	full := *in
	full.References = append(earlier, refs...)
	return &full
}

// oldestFirst are the References that count, in their own order.
func oldestFirst(in *channel.Inbound) []string {
	refs := newestFirst(in.References)
	slices.Reverse(refs)
	return refs
}

// add notes what a mail makes known of its thread.
func (p *pile) add(id parley.ThreadID, in *channel.Inbound) {
	own, tells := Ids(in)
	if own != "" {
		var desks []string
		if in.Marketing {
			desks = lowered([]parley.Address{in.From}, in.ReplyTo)
		}
		p.note(own, stand{id, desks})
	}
	for _, x := range tells {
		p.note(x, stand{id, lowered(in.To, in.Cc)})
	}
	if p.parties[id] == nil {
		p.parties[id] = map[string]bool{}
	}
	for _, a := range lowered([]parley.Address{in.From}, in.ReplyTo, in.To, in.Cc) {
		p.parties[id][a] = true
	}
}

// note adds a place of an id. Where the mail itself stands, what others tell of
// it adds nothing.
func (p *pile) note(x string, s stand) {
	i := slices.IndexFunc(p.where[x], func(o stand) bool { return o.thread == s.thread })
	if i < 0 {
		p.where[x] = append(p.where[x], s)
	} else if p.own[x] == nil {
		p.where[x][i].desks = append(p.where[x][i].desks, s.desks...)
	}
}

func lowered(lists ...[]parley.Address) []string {
	var out []string
	for _, a := range slices.Concat(lists...) {
		if a.Address != "" {
			out = append(out, strings.ToLower(a.Address))
		}
	}
	return out
}
