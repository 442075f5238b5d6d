package triage

import (
	"slices"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// Merge joins from into into (THR-27): its messages move over in order of
// time, later answers to either arrive there, and links to from lead there.
// The undo puts the same messages back.
func Merge(tx *store.Tx, by parley.Actor, from, into *parley.Thread) (undoID int64, err error) {
	switch {
	case from.ID == into.ID:
		return 0, parley.Invalidf("into", "choose another conversation")
	case from.InboxID != into.InboxID:
		return 0, parley.Invalidf("into", "only conversations of the same inbox can be merged")
	case from.Trashed || into.Trashed || from.MergedInto != 0 || into.MergedInto != 0:
		return 0, parley.Errorf(parley.Conflict, "a conversation that is in the trash or merged already cannot be merged")
	}
	ids, err := tx.MessageIDs(from.ID)
	if err != nil {
		return 0, err
	}
	before := *into
	if err := tx.MoveToThread(ids, from.ID, into.ID); err != nil {
		return 0, err
	}
	if err := tx.CopyParticipants(from.ID, into.ID); err != nil {
		return 0, err
	}
	from.MergedInto = into.ID
	data := map[string]any{"from": from.ID.String(), "into": into.ID.String()}
	if err := save(tx, by, from, parley.ThreadMerged, data); err != nil {
		return 0, err
	}
	if into.Status == parley.ThreadClosed && from.Status == parley.ThreadOpen {
		into.Status, into.ClosedAt = parley.ThreadOpen, time.Time{}
	}
	if into.ContactID == 0 && !into.ContactDetached {
		into.ContactID = from.ContactID
	}
	if err := Recount(tx, into); err != nil {
		return 0, err
	}
	if err := save(tx, by, into, parley.ThreadMerged, data); err != nil {
		return 0, err
	}
	return keepUndo(tx, by, undo{Merge: &undoMerge{From: from.ID, Into: into.ID, Messages: ids, Before: placeOf(&before), After: placeOf(into)}})
}

type undoMerge struct {
	From, Into parley.ThreadID
	Messages   []parley.MessageID
	// Before and After are what merging did to Into.
	Before, After mergedPlace
}

type mergedPlace struct {
	Status    parley.ThreadStatus
	ClosedAt  time.Time
	ContactID parley.ContactID
}

func placeOf(th *parley.Thread) mergedPlace {
	return mergedPlace{th.Status, th.ClosedAt, th.ContactID}
}

func unmerge(tx *store.Tx, by parley.Actor, u *undoMerge, allowed Allowed) ([]parley.ThreadID, error) {
	from, err := tx.Thread(u.From)
	if err != nil {
		return nil, err
	}
	into, err := tx.Thread(u.Into)
	if err != nil {
		return nil, err
	}
	if from.MergedInto != into.ID || into.MergedInto != 0 || from.InboxID != into.InboxID {
		return nil, changedSince()
	}
	if err := allowed(tx, into); err != nil {
		return nil, err
	}
	if err := tx.MoveToThread(u.Messages, into.ID, from.ID); err != nil {
		return nil, err
	}
	from.MergedInto = 0
	if placeOf(into) == u.After { // else others have decided since
		into.Status, into.ClosedAt, into.ContactID = u.Before.Status, u.Before.ClosedAt, u.Before.ContactID
	}
	data := map[string]any{"from": from.ID.String(), "into": into.ID.String()}
	for _, th := range []*parley.Thread{from, into} {
		if err := Recount(tx, th); err != nil {
			return nil, err
		}
		if err := save(tx, by, th, parley.ThreadUnmerged, data); err != nil {
			return nil, err
		}
	}
	return []parley.ThreadID{from.ID, into.ID}, nil
}

// Split moves chosen messages to a new thread of the same inbox (THR-27).
func Split(tx *store.Tx, by parley.Actor, th *parley.Thread, uids []string, subject string) (*parley.Thread, int64, error) {
	var ids []parley.MessageID
	for _, uid := range uids {
		m, err := tx.Message(uid)
		if err != nil || m.ThreadID != th.ID {
			return nil, 0, parley.Invalidf("item_ids", "a chosen message does not stand in this conversation")
		}
		ids = append(ids, m.ID)
	}
	all, err := tx.MessageIDs(th.ID)
	if err != nil {
		return nil, 0, err
	}
	if len(ids) == 0 || !slices.ContainsFunc(all, func(id parley.MessageID) bool { return !slices.Contains(ids, id) }) {
		return nil, 0, parley.Invalidf("item_ids", "choose some of the messages, and leave at least one")
	}
	n := *th
	n.ID, n.Subject, n.CreatedAt, n.TagIDs = parley.ThreadID(tx.NewID()), subject, tx.Now, slices.Clone(th.TagIDs)
	if subject == "" {
		n.Subject = th.Subject
	}
	if err := tx.Insert("thread", &n); err != nil {
		return nil, 0, err
	}
	if err := tx.AddOwner(&n); err != nil {
		return nil, 0, err
	}
	if err := tx.MoveToThread(ids, th.ID, n.ID); err != nil {
		return nil, 0, err
	}
	if err := tx.CopyParticipants(th.ID, n.ID); err != nil {
		return nil, 0, err
	}
	for _, t := range []*parley.Thread{th, &n} {
		if err := Recount(tx, t); err != nil {
			return nil, 0, err
		}
		if err := save(tx, by, t, parley.ThreadSplit, map[string]any{"from": th.ID.String(), "into": n.ID.String()}); err != nil {
			return nil, 0, err
		}
	}
	undoID, err := keepUndo(tx, by, undo{Split: &undoSplit{From: th.ID, Into: n.ID}})
	return &n, undoID, err
}

type undoSplit struct{ From, Into parley.ThreadID }

// unsplit moves everything back, what came since included, and leaves the new
// thread merged into the old, so that its links still lead somewhere.
func unsplit(tx *store.Tx, by parley.Actor, u *undoSplit, allowed Allowed) ([]parley.ThreadID, error) {
	from, err := tx.Thread(u.From)
	if err != nil {
		return nil, err
	}
	into, err := tx.Thread(u.Into)
	if err != nil {
		return nil, err
	}
	if into.MergedInto != 0 || into.Trashed || from.MergedInto != 0 || from.InboxID != into.InboxID {
		return nil, changedSince()
	}
	if err := allowed(tx, from); err != nil {
		return nil, err
	}
	ids, err := tx.MessageIDs(into.ID)
	if err != nil {
		return nil, err
	}
	if err := tx.MoveToThread(ids, into.ID, from.ID); err != nil {
		return nil, err
	}
	into.MergedInto = from.ID
	data := map[string]any{"from": into.ID.String(), "into": from.ID.String()}
	if err := save(tx, by, into, parley.ThreadUnsplit, data); err != nil {
		return nil, err
	}
	if err := Recount(tx, from); err != nil {
		return nil, err
	}
	return []parley.ThreadID{from.ID, into.ID}, save(tx, by, from, parley.ThreadUnsplit, data)
}

// Recount brings onto th what the list shows, from the messages it now holds.
func Recount(tx *store.Tx, th *parley.Thread) error {
	messages, err := tx.Messages(th.ID, nil, 100_000)
	if err != nil {
		return err
	}
	th.LatestMessageAt, th.LatestReceivedAt, th.LatestSentAt, th.WaitingSince = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	th.CommentText, th.CommentAuthor, th.HasAttachment, th.HasSent, th.Preview = "", 0, false, false, ""
	th.OutboundOnly = true
	slices.Reverse(messages)
	for _, m := range messages {
		if m.DeletedAt.IsZero() {
			show(th, m)
		}
	}
	if len(messages) == 0 || !slices.ContainsFunc(messages, func(m *parley.Message) bool { return m.Kind == parley.KindMessage }) {
		th.OutboundOnly = false
	}
	if th.Status == parley.ThreadClosed {
		th.WaitingSince = time.Time{}
	}
	parts, err := tx.Participants(th.ID)
	th.ParticipantCount = len(parts)
	if err != nil {
		return err
	}
	return tx.IndexThread(th)
}
