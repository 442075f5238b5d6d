package store

import (
	"math/bits"

	"parley/internal/parley"
)

// idSet is numbers of records, in pieces of 65,536.
type idSet map[int64]*[1024]uint64

const pieceBits = 16

func (s idSet) add(id int64) {
	piece := s[id>>pieceBits]
	if piece == nil {
		piece = new([1024]uint64)
		s[id>>pieceBits] = piece
	}
	piece[id>>6&1023] |= 1 << (id & 63)
}

func (s idSet) has(id parley.RecordID) bool {
	piece := s[int64(id)>>pieceBits]
	return piece != nil && piece[id>>6&1023]&(1<<(id&63)) != 0
}

func (s idSet) count() (n int64) {
	for _, piece := range s {
		for _, word := range piece {
			n += int64(bits.OnesCount64(word))
		}
	}
	return n
}

// and returns what both have; without what the first alone has; or what any has.
func (s idSet) and(o idSet) idSet     { return s.with(o, func(a, b uint64) uint64 { return a & b }) }
func (s idSet) without(o idSet) idSet { return s.with(o, func(a, b uint64) uint64 { return a &^ b }) }

func (s idSet) or(o idSet) idSet {
	out := s.with(o, func(a, b uint64) uint64 { return a | b })
	for at, piece := range o {
		if out[at] == nil {
			out[at] = piece
		}
	}
	return out
}

func (s idSet) with(o idSet, op func(a, b uint64) uint64) idSet {
	out := make(idSet, len(s))
	for at, piece := range s {
		other, made := o[at], new([1024]uint64)
		if other == nil {
			other = &[1024]uint64{}
		}
		for i := range made {
			made[i] = op(piece[i], other[i])
		}
		out[at] = made
	}
	return out
}

// ids are the numbers in their order.
func (s idSet) ids() []parley.RecordID {
	out := []parley.RecordID{}
	for at, piece := range s {
		for i, word := range piece {
			for ; word != 0; word &= word - 1 {
				out = append(out, parley.RecordID(at<<pieceBits|int64(i)<<6|int64(bits.TrailingZeros64(word))))
			}
		}
	}
	return out
}

func setOf(ids []parley.RecordID) idSet {
	s := idSet{}
	for _, id := range ids {
		s.add(int64(id))
	}
	return s
}

// parseSet reads numbers with commas between them.
func parseSet(list string) idSet {
	s := idSet{}
	n := int64(0)
	for i := 0; i < len(list); i++ {
		if list[i] == ',' {
			s.add(n)
			n = 0
			continue
		}
		n = n*10 + int64(list[i]-'0')
	}
	if list != "" {
		s.add(n)
	}
	return s
}
