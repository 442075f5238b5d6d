package ingest

import (
	"slices"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Sort puts a pile of mails into threads: lists of indexes of ins, in order of
// their first mail in the pile. The mails come in by their dates, undated ones
// last, however they lie. No address counts as ours.
func Sort(ins []*channel.Inbound) [][]int {
	past := NewMemory()
	thread := make([]parley.ThreadID, len(ins))
	nobody := func(string) bool { return false }
	for _, i := range byDate(ins) {
		in := ins[i]
		id, _, _ := Join(past, in, nobody)
		if id == 0 {
			past.next++
			id = past.next
		}
		thread[i] = id
		past.add(id, in)
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

// add notes what a mail makes known of its thread.
func (m *Memory) add(id parley.ThreadID, in *channel.Inbound) {
	own, tells := Ids(in)
	for _, x := range append(tells, own) {
		if x != "" && !slices.Contains(m.where[x], Known{ThreadID: id}) {
			m.where[x] = append(m.where[x], Known{ThreadID: id})
		}
	}
	if m.parties[id] == nil {
		m.parties[id] = map[string]bool{}
	}
	for _, p := range parties(in, func(string) bool { return false }) {
		m.parties[id][p] = true
	}
}

func byDate(ins []*channel.Inbound) []int {
	order := make([]int, len(ins))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := ins[a].At, ins[b].At
		if x.IsZero() != y.IsZero() {
			if x.IsZero() {
				return 1
			}
			return -1
		}
		return x.Compare(y)
	})
	return order
}
