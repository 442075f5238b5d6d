package mail

import (
	"crypto/rand"
	"encoding/binary"
	"slices"
	"time"
)

const (
	threadIndexHead  = 22 // bytes of the first message
	threadIndexChild = 5  // bytes each answer adds
	threadIndexMax   = threadIndexHead + 100*threadIndexChild
)

// fileTimeEpoch is 1601-01-01, from which Windows counts in 100 ns.
var fileTimeEpoch = time.Date(1601, 1, 1, 0, 0, 0, 0, time.UTC)

// ThreadIndex returns the conversation index of an answer to parent, or of a
// first message if parent is empty (MS-OXOMSG section 2.2.1.3). Outlook draws
// its conversations by it. It no longer grows after a hundred answers.
func ThreadIndex(parent []byte, now time.Time) []byte {
	if len(parent) < threadIndexHead {
		return newThreadIndex(now)
	}
	if len(parent) > threadIndexMax-threadIndexChild {
		return slices.Clone(parent)
	}
	began := int64(beUint48(parent[0:6])) << 16
	delta := max(fileTime(now)-began, 0)
	// The high bit says which part of the difference is kept: from 2^18 or from 2^23 units.
	var child [threadIndexChild]byte
	if delta>>49 == 0 {
		binary.BigEndian.PutUint32(child[:4], uint32(delta>>18)&0x7fffffff)
	} else {
		binary.BigEndian.PutUint32(child[:4], uint32(delta>>23)&0x7fffffff|0x80000000)
	}
	rand.Read(child[4:]) // never fails
	return append(slices.Clone(parent), child[:]...)
}

func newThreadIndex(now time.Time) []byte {
	b := make([]byte, threadIndexHead)
	binary.BigEndian.PutUint64(b, uint64(fileTime(now))) // the two lowest bytes give way to the GUID
	b[0] = 1
	rand.Read(b[6:])
	return b
}

// fileTime counts by seconds first: the span exceeds a time.Duration.
func fileTime(t time.Time) int64 {
	return (t.Unix()-fileTimeEpoch.Unix())*10_000_000 + int64(t.Nanosecond()/100)
}

func beUint48(b []byte) uint64 {
	return uint64(binary.BigEndian.Uint16(b))<<32 | uint64(binary.BigEndian.Uint32(b[2:]))
}
