package email

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"parley/internal/channel"
)

// firstLook begins a folder: at the first connection, and again when its
// UIDVALIDITY changed and all numbers mean something else. Only here dates
// count: what had arrived before the connection is noted as older, a line for
// each run of it. All else is handed over, perhaps again: the keys know it.
func (s *imapSession) firstLook(ctx context.Context, f *folder, validity uint32) error {
	uids, err := s.above(0)
	if err != nil {
		return err
	}
	cur := cursor{Validity: validity}
	if len(uids) > 0 {
		cur.Until = uint32(uids[len(uids)-1])
	}
	fresh, err := s.withoutOld(uids, cur.Until)
	if err != nil {
		return err
	}
	for _, run := range oldRuns(uids, fresh) {
		src := channel.Source{Folder: f.name, UIDValidity: validity, First: run[0], UID: run[1]}
		reason := fmt.Sprintf("arrived before %s", s.since().UTC().Format(time.RFC3339))
		if err := s.p.State.Note(ctx, s.acct.ID, src, channel.Older, reason); err != nil {
			return &storeError{err}
		}
	}
	if len(fresh) == 0 {
		cur.UID = cur.Until
	}
	f.cur, f.single, f.suspect = cur, 0, nil
	if err := f.save(ctx, s.p.State, s.acct.ID); err != nil {
		return &storeError{err}
	}
	return nil
}

// sinceKey remembers when the mailbox was connected.
const sinceKey = "imap:since"

// loadSince finds out when the mailbox was connected: when the account was made,
// or, for an account that got its mailbox later, when this was first seen.
func (s *imapSession) loadSince(ctx context.Context) error {
	text, err := s.p.State.Get(ctx, s.acct.ID, sinceKey)
	if err != nil {
		return &storeError{err}
	}
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		s.connected = at
		return nil
	}
	s.connected = s.acct.CreatedAt
	if now := s.p.Now(); now.Sub(s.connected) > 24*time.Hour {
		s.connected = now
	}
	if err := s.p.State.Set(ctx, s.acct.ID, sinceKey, s.connected.UTC().Format(time.RFC3339)); err != nil {
		return &storeError{err}
	}
	return nil
}

// since is from when on mail is taken, in whole seconds as IMAP tells times:
// what arrived in the same second counts as new.
func (s *imapSession) since() time.Time {
	return s.connected.AddDate(0, 0, -s.acct.Settings.ImportDays).Truncate(time.Second)
}

// withoutOld leaves out the mails up to until that arrived before the account
// begins.
func (s *imapSession) withoutOld(uids []imap.UID, until uint32) ([]imap.UID, error) {
	// SEARCH SINCE knows days only, in a time zone of the server's choice.
	day := s.since().AddDate(0, 0, -2)
	data, err := s.client.UIDSearch(&imap.SearchCriteria{Since: day}, nil).Wait()
	if err != nil {
		return nil, fmt.Errorf("search by date: %w", err)
	}
	recent := data.AllUIDs()
	slices.Sort(recent)
	fresh := map[imap.UID]bool{}
	for chunk := range slices.Chunk(recent, sizesAtOnce) {
		list, err := s.client.Fetch(imap.UIDSetNum(chunk...), &imap.FetchOptions{UID: true, InternalDate: true}).Collect()
		if err != nil {
			return nil, fmt.Errorf("fetch times of arrival: %w", err)
		}
		for _, msg := range list {
			fresh[msg.UID] = !msg.InternalDate.Before(s.since())
		}
	}
	var left []imap.UID
	for _, uid := range uids {
		if uint32(uid) > until || fresh[uid] {
			left = append(left, uid)
		}
	}
	return left, nil
}

// oldRuns returns the first and last of each run of uids without a fresh one.
func oldRuns(uids, fresh []imap.UID) [][2]uint32 {
	var runs [][2]uint32
	open := false
	for _, uid := range uids {
		if _, ok := slices.BinarySearch(fresh, uid); ok {
			open = false
			continue
		}
		if !open {
			runs, open = append(runs, [2]uint32{uint32(uid), uint32(uid)}), true
		}
		runs[len(runs)-1][1] = uint32(uid)
	}
	return runs
}
