package store_test

import (
	"slices"
	"testing"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// CHAT-13: a visitor's threads are the own ones and, with a contact, those of
// all visitors who proved its address; never a merged or a trashed one.
func TestVisitorThreads(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	const contact = 77
	storetest.Write(t, db, func(tx *store.Tx) error {
		for i, v := range []parley.Visitor{{Key: "own", ContactID: contact}, {Key: "proved", ContactID: contact, EmailVerified: true}, {Key: "typed", ContactID: contact}, {Key: "other"}} {
			v.ID = parley.VisitorID(i + 1)
			if err := tx.Insert("visitor", &v); err != nil {
				return err
			}
			for j, th := range []parley.Thread{{}, {MergedInto: 1}, {Trashed: true}} {
				th.ID, th.VisitorID, th.LatestMessageAt = parley.ThreadID(10*(i+1)+j), v.ID, tx.Now
				if err := tx.Insert("thread", &th); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, c := range []struct {
		contact parley.ContactID
		want    []parley.ThreadID
	}{{0, []parley.ThreadID{10}}, {contact, []parley.ThreadID{10, 20}}} {
		ids, err := db.Read(t.Context()).VisitorThreadIDs(1, c.contact)
		slices.Sort(ids)
		if err != nil || !slices.Equal(ids, c.want) {
			t.Errorf("with contact %d: got %v, %v", c.contact, ids, err)
		}
	}
}

// CHAT-15: a file that a visitor never sent goes after its time, unless another
// uses the same bytes; what colleagues uploaded stays.
func TestTidyUploads(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	storetest.Write(t, db, func(tx *store.Tx) error {
		for i, a := range []parley.Attachment{
			{VisitorID: 1, Hash: "old", CreatedAt: tx.Now.Add(-48 * time.Hour)}, {VisitorID: 1, Hash: "new", CreatedAt: tx.Now},
			{VisitorID: 1, Hash: "sent", CreatedAt: tx.Now.Add(-48 * time.Hour), MessageID: 5}, {VisitorID: 1, Hash: "sent", CreatedAt: tx.Now.Add(-48 * time.Hour)},
			{UploadedBy: 1, Hash: "ours", CreatedAt: tx.Now.Add(-48 * time.Hour)},
		} {
			a.ID = parley.AttachmentID(i + 1)
			if err := tx.Insert("attachment", &a); err != nil {
				return err
			}
		}
		free, err := tx.TidyUploads(tx.Now.Add(-24 * time.Hour))
		if !slices.Equal(free, []string{"old"}) {
			t.Errorf("free are %v", free)
		}
		for id, gone := range map[parley.AttachmentID]bool{1: true, 2: false, 3: false, 4: true, 5: false} {
			if _, err := tx.Attachment(id); (parley.KindOf(err) == parley.NotFound) != gone {
				t.Errorf("file %d: %v", id, err)
			}
		}
		return err
	})
}

// Marks of reading only move forward, and what was read is told once.
func TestChatMarks(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	storetest.Write(t, db, func(tx *store.Tx) error {
		if err := tx.SetChat(&parley.Chat{ThreadID: 1}); err != nil {
			return err
		}
		for i, status := range []parley.MessageStatus{parley.MessageSent, parley.MessageSent, parley.MessageRead} {
			m := &parley.Message{ID: parley.MessageID(i + 1), UID: string(rune('a' + i)), ThreadID: 1, Kind: parley.KindMessage, Seq: int64(10 * (i + 1)), Direction: parley.Outgoing, Channel: parley.ChannelChat, Status: status}
			if err := tx.Insert("message", m); err != nil {
				return err
			}
		}
		if unread, err := tx.UnreadByVisitor([]parley.ThreadID{1}); err != nil || unread[1] != 3 {
			t.Errorf("unread %v, %v", unread, err)
		}
		for _, step := range []struct {
			seq   int64
			moved bool
			read  []string
		}{{10, true, []string{"a"}}, {5, false, []string{}}, {30, true, []string{"b"}}, {30, false, []string{}}} {
			moved, err := tx.ReadByVisitor(1, step.seq)
			if err != nil || moved != step.moved {
				t.Errorf("up to %d: moved %v, %v", step.seq, moved, err)
			}
			if read, err := tx.MarkChatRead(1, step.seq); err != nil || !slices.Equal(read, step.read) {
				t.Errorf("up to %d: read %v, %v", step.seq, read, err)
			}
		}
		unread, err := tx.UnreadByVisitor([]parley.ThreadID{1})
		if unread[1] != 0 {
			t.Errorf("unread %v", unread)
		}
		return err
	})
}
