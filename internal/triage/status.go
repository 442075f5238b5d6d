package triage

import (
	"slices"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// botGrace is how long a bot thread whose visitor never reached a person
// stays open after the visitor's last sign (THR-14).
const botGrace = 30 * time.Minute

// NotClosableUntil is when th may be closed; zero if it may be now.
func NotClosableUntil(th *parley.Thread, now time.Time) time.Time {
	if !th.Held() || th.EverAssigned {
		return time.Time{}
	}
	if until := th.LastVisitorActivityAt.Add(botGrace); until.After(now) {
		return until
	}
	return time.Time{}
}

func closeThread(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	if th.Status == parley.ThreadClosed {
		return nil
	}
	if until := NotClosableUntil(th, tx.Now); !until.IsZero() {
		return &parley.Error{Kind: parley.Conflict, Code: "thread_not_closable",
			Message: "the bot still holds this conversation; it can be closed 30 minutes after the visitor's last activity",
			Details: map[string]any{"until": until}}
	}
	th.Status, th.ClosedAt = parley.ThreadClosed, tx.Now
	th.SnoozedAt, th.SnoozedUntil = time.Time{}, time.Time{}
	th.WaitingSince = time.Time{}
	return save(tx, by, th, parley.ThreadWasClosed, nil)
}

// ReopenThread opens a closed thread. Why is empty where a person did it.
func ReopenThread(tx *store.Tx, by parley.Actor, th *parley.Thread, why string) error {
	if th.Status == parley.ThreadOpen {
		return nil
	}
	th.Status, th.ClosedAt = parley.ThreadOpen, time.Time{}
	return save(tx, by, th, parley.ThreadReopened, reason(why))
}

func snooze(tx *store.Tx, by parley.Actor, th *parley.Thread, until time.Time) error {
	if th.Status != parley.ThreadOpen || !th.Live() {
		return parley.Errorf(parley.Conflict, "only an open conversation can be snoozed")
	}
	if !until.IsZero() && !until.After(tx.Now) {
		return parley.Invalidf("until", "choose a time that is still to come")
	}
	th.SnoozedAt, th.SnoozedUntil = tx.Now, until
	data := map[string]any{}
	if !until.IsZero() {
		data["until"] = until
	}
	return save(tx, by, th, parley.ThreadSnoozed, data)
}

// Wake ends a snooze and brings the thread on top (THR-25).
func Wake(tx *store.Tx, by parley.Actor, th *parley.Thread, why string) error {
	if !th.Snoozed() {
		return nil
	}
	th.SnoozedAt, th.SnoozedUntil = time.Time{}, time.Time{}
	seq, err := Note(tx, by, th, parley.ThreadWoken, reason(why))
	if err != nil {
		return err
	}
	if why != "by_hand" {
		th.ActivitySeq = seq
		if why == "time" {
			th.WokenAt = tx.Now
		}
	}
	return Store(tx, th)
}

func tag(tx *store.Tx, by parley.Actor, th *parley.Thread, id parley.TagID, on bool) error {
	if slices.Contains(th.TagIDs, id) == on {
		return nil
	}
	if on {
		t, err := tx.Tag(id)
		if err != nil {
			return err
		}
		if t.InboxID != th.InboxID {
			return parley.Invalidf("tag_id", "this tag belongs to another inbox")
		}
		th.TagIDs = append(th.TagIDs, id)
		return save(tx, by, th, parley.ThreadTagged, map[string]any{"tag_id": id.String(), "name": t.Name})
	}
	th.TagIDs = slices.DeleteFunc(th.TagIDs, func(x parley.TagID) bool { return x == id })
	data := map[string]any{"tag_id": id.String()}
	if t, err := tx.Tag(id); err == nil {
		data["name"] = t.Name
	}
	return save(tx, by, th, parley.ThreadUntagged, data)
}

// markRead moves the reader's cursor to the newest activity, or before it. It
// is nobody else's business, so it makes no event, but for who waits in a chat.
func markRead(tx *store.Tx, by parley.Actor, th *parley.Thread, read bool) error {
	seq := th.ActivitySeq
	if !read {
		seq--
	}
	if err := tx.SetRead(by.UserID(), th.ID, seq); err != nil {
		return err
	}
	if read {
		if err := ReadChat(tx, by, th); err != nil {
			return err
		}
		return tx.ReadNotifications(by.UserID(), th.ID, nil)
	}
	return nil
}

// ReadChat notes that one of the team has seen a chat: its visitor is told.
func ReadChat(tx *store.Tx, by parley.Actor, th *parley.Thread) error {
	if th.VisitorID == 0 {
		return nil
	}
	moved, err := tx.ReadByTeam(th.ID, th.ActivitySeq)
	if err != nil || !moved {
		return err
	}
	_, err = Note(tx, by, th, parley.ThreadRead, map[string]any{"seq": th.ActivitySeq})
	return err
}

func follow(tx *store.Tx, by parley.Actor, th *parley.Thread, on bool) error {
	if err := tx.Follow(th.ID, by.UserID(), on); err != nil {
		return err
	}
	kind := parley.ThreadFollowed
	if !on {
		kind = parley.ThreadUnfollowed
	}
	_, err := Note(tx, by, th, kind, nil)
	return err
}

func reason(why string) map[string]any {
	if why == "" {
		return nil
	}
	return map[string]any{"reason": why}
}
