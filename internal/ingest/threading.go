package ingest

import (
	"encoding/hex"
	"slices"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
)

// Known is a place where a Message-ID stands, or is told of by a mail that
// stands there.
type Known struct {
	ThreadID parley.ThreadID
	Ours     bool // the id is one that we made
}

// Past answers what threading asks about what came before, in one inbox. The
// server's is the database; `parley mail thread` keeps one in memory.
type Past interface {
	// Where returns where some ids stand, by id.
	Where(ids []string) (map[string][]Known, error)
	// ByToken returns the thread of a reply token, zero for none.
	ByToken(token string) (parley.ThreadID, error)
	// Knows reports whether one of some addresses is a party of a thread.
	Knows(id parley.ThreadID, addresses []string) (bool, error)
}

// The reasons for which a mail joins a thread, as the history shows them.
const (
	ByReply      = "In-Reply-To"
	ByReferences = "References"
	ByToken      = "reply-token"
	ByIndex      = "Thread-Index"
	ByVisitor    = "visitor"
	ByNothing    = "new"
)

// Join finds the thread that in belongs to, and why; zero for a new one
// (EMAIL-14). Equal subjects never join. An answer to a mail of ours joins from
// any address; a reference to a mail of others only where the sender or
// another recipient was in the thread before, so that two customers who answer
// one newsletter stay apart (ATK-12). Ours tells which addresses are ours.
func Join(past Past, in *channel.Inbound, ours func(string) bool) (parley.ThreadID, string, error) {
	j := joiner{past: past, parties: parties(in, ours)}
	for _, step := range []struct {
		ids []string
		why string
	}{
		{keys(in.InReplyTo), ByReply},
		{newestFirst(in.References), ByReferences},
		{keys([]string{in.MailID}), ByReferences}, // earlier mails may have told of it before it came
	} {
		if id, err := j.byIDs(step.ids); id != 0 || err != nil {
			return id, step.why, err
		}
	}
	for _, address := range in.Delivered {
		if token := parley.ReplyToken(address); token != "" {
			if id, err := past.ByToken(token); id != 0 || err != nil {
				return id, ByToken, err
			}
		}
	}
	if key := indexKey(in.ThreadIndex); key != "" {
		if id, err := j.byIDs([]string{key}); id != 0 || err != nil {
			return id, ByIndex, err
		}
	}
	return 0, ByNothing, nil
}

type joiner struct {
	past    Past
	parties []string
}

// byIDs returns the first thread that an id leads to and the parties allow.
func (j joiner) byIDs(ids []string) (parley.ThreadID, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	where, err := j.past.Where(ids)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		for _, k := range where[id] {
			if k.Ours {
				return k.ThreadID, nil
			}
			if known, err := j.past.Knows(k.ThreadID, j.parties); known || err != nil {
				return k.ThreadID, err
			}
		}
	}
	return 0, nil
}

// keys makes ids comparable and leaves out empty ones.
func keys(ids []string) []string {
	var out []string
	for _, id := range ids {
		if id != "" {
			out = append(out, parley.MailKey(id))
		}
	}
	return out
}

// parties are the addresses of others on a mail, in lower case.
func parties(in *channel.Inbound, ours func(string) bool) []string {
	var out []string
	for _, list := range [][]parley.Address{{in.From}, in.ReplyTo, in.To, in.Cc} {
		for _, a := range list {
			if address := strings.ToLower(a.Address); address != "" && !ours(a.Address) && !slices.Contains(out, address) {
				out = append(out, address)
			}
		}
	}
	return out
}

func newestFirst(ids []string) []string {
	out := keys(ids)
	slices.Reverse(out)
	return out[:min(len(out), 50)]
}

// Ids returns all ids under which a mail makes its thread known: its own, and
// those it tells of.
func Ids(in *channel.Inbound) (own string, tells []string) {
	own = parley.MailKey(in.MailID)
	tells = append(keys(in.InReplyTo), newestFirst(in.References)...)
	if key := indexKey(in.ThreadIndex); key != "" {
		tells = append(tells, key)
	}
	slices.Sort(tells)
	tells = slices.Compact(tells)
	return own, slices.DeleteFunc(tells, func(id string) bool { return id == own })
}

// indexKey makes the conversation of Outlook's index an id among the others:
// its first 22 bytes hold the time and GUID of the conversation's first mail.
func indexKey(index []byte) string {
	if len(index) < 22 {
		return ""
	}
	return "thread-index:" + hex.EncodeToString(index[:22])
}
