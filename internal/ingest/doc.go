// Package ingest is the one door in: have we seen it, who is it from, is it
// spam, which thread is it, append it.
//
// [Receiver.Receive] puts bytes in the blob store and cleans HTML first, then
// does all else in one transaction: thread, message, search, routing, view
// members, counters, events and what must follow. When it returns nil, bytes and
// rows are kept for good; where the place of files is away it returns an error,
// and nothing is acknowledged. A crash anywhere makes the source deliver the
// message again, and its key makes the repeat harmless. What cannot be understood is kept as it
// came and shown as received: it never blocks the next.
package ingest
