package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// dataSet is made of threads with four messages each, of a realistic skew: few
// threads open, fewer unassigned, a long tail of closed ones, a vocabulary in
// which some words are everywhere and most are rare.
type dataSet struct {
	db     *store.DB
	rng    *rand.Rand
	zipf   *rand.Zipf
	inbox  parley.InboxID
	acct   parley.ChannelAccountID
	users  []parley.UserID
	people []parley.ContactID
	base   time.Time
	seq    int64
}

const (
	perSlice          = 200
	messagesPerThread = 4
	vocabulary        = 60_000
)

// fill adds threads and tells how far it is.
func (d *dataSet) fill(ctx context.Context, threads int, progress func(done int)) error {
	for done := 0; done < threads; done += perSlice {
		n := min(perSlice, threads-done)
		err := d.db.Write(ctx, func(tx *store.Tx) error {
			for i := range n {
				if err := d.thread(tx, done+i, threads); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		progress(done + n)
	}
	return nil
}

// contacts adds the people who write.
func (d *dataSet) contacts(ctx context.Context, n int) error {
	for done := 0; done < n; done += 1000 {
		err := d.db.Write(ctx, func(tx *store.Tx) error {
			for i := done; i < min(done+1000, n); i++ {
				c := &parley.Contact{FirstName: d.word(), LastName: d.word(), Email: fmt.Sprintf("person%d@company%d.example", i, i%997)}
				if err := crm.Create(tx, parley.Origin{Actor: parley.System, Source: parley.SourceImport}, c); err != nil {
					return err
				}
				d.people = append(d.people, c.ID)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// thread adds one: the newest are open, the rest is history.
func (d *dataSet) thread(tx *store.Tx, i, of int) error {
	at := d.base.Add(-time.Duration(of-i) * 40 * time.Second)
	who := d.rng.IntN(len(d.people))
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: d.inbox, Status: parley.ThreadClosed, Subject: d.words(6), Channel: parley.ChannelEmail, AccountID: d.acct,
		ContactID: d.people[who], BotState: parley.BotNone, LastAction: parley.LastReceived, CreatedAt: at, ClosedAt: at, ParticipantCount: 2}
	if d.rng.IntN(100) < 8 {
		th.Status, th.ClosedAt = parley.ThreadOpen, time.Time{}
	}
	// Older spam and trash would be gone: the server deletes it as it starts.
	switch p, age := d.rng.IntN(1000), d.base.Sub(at); {
	case p < 30 && age < 80*24*time.Hour:
		th.Spam, th.SpamAt, th.SpamReason = true, at, "role_address"
	case p < 40 && age < 20*24*time.Hour:
		th.Trashed, th.TrashedAt = true, at
	}
	if d.rng.IntN(10) < 9 {
		th.SetAssignee(parley.ByUser(d.users[d.rng.IntN(len(d.users))]))
	}
	seq, err := tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: parley.ThreadCreated, ThreadID: th.ID, InboxID: th.InboxID})
	if err != nil {
		return err
	}
	th.ActivitySeq = seq
	if err := d.messages(tx, th, who, at); err != nil {
		return err
	}
	if err := tx.Insert("thread", th); err != nil {
		return err
	}
	if _, err := tx.AddParticipant(&parley.Participant{ThreadID: th.ID, Address: fmt.Sprintf("person%d@company%d.example", who, who%997), Role: "from", Accepted: true}); err != nil {
		return err
	}
	if err := tx.IndexThread(th); err != nil {
		return err
	}
	return view.Update(tx, th)
}

func (d *dataSet) messages(tx *store.Tx, th *parley.Thread, who int, at time.Time) error {
	for k := range messagesPerThread {
		d.seq++
		m := &parley.Message{ID: parley.MessageID(tx.NewID()), UID: fmt.Sprintf("%032x", d.seq), ThreadID: th.ID, InboxID: th.InboxID, Kind: parley.KindMessage, Seq: th.ActivitySeq,
			CreatedAt: at.Add(time.Duration(k) * 10 * time.Minute), Direction: parley.Incoming, Status: parley.MessageReceived, Channel: parley.ChannelEmail, AccountID: d.acct,
			ActorKind: parley.ActorContact, ActorID: int64(d.people[who]), From: parley.Address{Address: fmt.Sprintf("person%d@company%d.example", who, who%997)},
			Subject: th.Subject, Text: d.words(60), MailID: fmt.Sprintf("%d@bench.example", d.seq), Reason: "References"}
		if k%2 == 1 {
			m.Direction, m.Status, m.ActorKind, m.ActorID = parley.Outgoing, parley.MessageSent, parley.ActorUser, int64(d.users[d.rng.IntN(len(d.users))])
			th.LatestSentAt, th.HasSent = m.CreatedAt, true
		} else {
			th.LatestReceivedAt = m.CreatedAt
		}
		th.LatestMessageAt, th.Preview = m.CreatedAt, m.Text[:min(len(m.Text), 180)]
		if err := tx.Insert("message", m); err != nil {
			return err
		}
		if err := tx.IndexMessage(m.ID, m.Subject, m.Text); err != nil {
			return err
		}
		if err := tx.AddReference(&store.Reference{MailID: m.MailID, InboxID: m.InboxID, ThreadID: th.ID, MessageID: m.ID}); err != nil {
			return err
		}
	}
	return nil
}

// word draws one: low numbers are common.
func (d *dataSet) word() string { return spell(d.zipf.Uint64()) }

func (d *dataSet) words(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = d.word()
	}
	return strings.Join(out, " ")
}

// spell makes a pronounceable word of a number.
func spell(n uint64) string {
	const consonants, vowels = "bdfgklmnprstvz", "aeiou"
	var b strings.Builder
	for n++; n > 0; n /= 70 {
		b.WriteByte(consonants[n%14])
		b.WriteByte(vowels[n/14%5])
	}
	return b.String()
}
