package email

import (
	"context"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"

	"parley/internal/channel"
)

const (
	sizesAtOnce = 500     // mails whose size is asked in one command
	batchMails  = 50      // handed over at once
	batchBytes  = 8 << 20 // the same, unless one is larger
	stubborn    = 5       // tries before one mail is set aside for the others' sake
)

// catchUp hands over all mail of f above its cursor, in the order of UIDs,
// whatever its flags and dates (SAFE-03).
func (s *imapSession) catchUp(ctx context.Context, f *folder) error {
	s.open = nil
	data, err := s.client.Select(f.name, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return closed(f.name, err)
	}
	s.open = f
	if data.UIDValidity != f.cur.Validity {
		if err := s.firstLook(ctx, f, data.UIDValidity); err != nil {
			return err
		}
	}
	if data.UIDNext == 0 || uint32(data.UIDNext) > f.cur.UID+1 {
		if err := s.takeNew(ctx, f); err != nil {
			return err
		}
	}
	return s.fillHoles(ctx, f)
}

// takeNew hands over what lies above the cursor of the open folder.
func (s *imapSession) takeNew(ctx context.Context, f *folder) error {
	uids, err := s.above(f.cur.UID)
	if err != nil {
		return err
	}
	if f.cur.UID < f.cur.Until {
		if uids, err = s.withoutOld(uids, f.cur.Until); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(uids, f.pace()) {
		if err := s.take(ctx, f, chunk); err != nil {
			return s.faulty(ctx, f, chunk, err)
		}
	}
	return nil
}

// above lists the mails of the open folder with greater UIDs, in order.
func (s *imapSession) above(uid uint32) ([]imap.UID, error) {
	var set imap.UIDSet
	set.AddRange(imap.UID(uid+1), 0)
	data, err := s.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{set}}, nil).Wait()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	// "n:*" holds the last mail even if its UID is below n.
	uids := slices.DeleteFunc(data.AllUIDs(), func(u imap.UID) bool { return uint32(u) <= uid })
	slices.Sort(uids)
	return slices.Compact(uids), nil
}

// sizes asks how large mails are. Servers may have to read a mail to tell.
func (s *imapSession) sizes(uids []imap.UID) (map[imap.UID]int64, error) {
	list, err := s.client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil {
		return nil, fmt.Errorf("fetch sizes: %w", err)
	}
	known := make(map[imap.UID]int64, len(list))
	for _, msg := range list {
		known[msg.UID] = msg.RFC822Size
	}
	return known, nil
}

// take hands over a part of what is above the cursor, in batches.
func (s *imapSession) take(ctx context.Context, f *folder, uids []imap.UID) error {
	known, err := s.sizes(uids)
	if err != nil {
		return err
	}
	var batch []imap.UID
	var bytes int64
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := s.batch(ctx, f, batch)
		batch, bytes = nil, 0
		return err
	}
	for _, uid := range uids {
		size := known[uid]
		alone := uint32(uid) <= f.single || f.stuck[uint32(uid)] > 0
		if alone || size > s.p.MaxBytes || bytes+size > batchBytes || len(batch) == batchMails {
			if err := flush(); err != nil {
				return err
			}
		}
		if size > s.p.MaxBytes {
			reason := fmt.Sprintf("%d bytes are more than the limit of %d: left in the mailbox", size, s.p.MaxBytes)
			if err := s.leave(ctx, f, uint32(uid), reason); err != nil {
				return err
			}
			continue
		}
		batch, bytes = append(batch, uid), bytes+size
		if alone {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// leave notes that a mail stays on the server, and goes past it.
func (s *imapSession) leave(ctx context.Context, f *folder, uid uint32, reason string) error {
	src := channel.Source{Folder: f.name, UIDValidity: f.cur.Validity, UID: uid}
	if err := s.p.State.Note(ctx, s.acct.ID, src, channel.Refused, reason); err != nil {
		return &storeError{err}
	}
	return s.settle(ctx, f, uid)
}

// settle moves the cursor.
func (s *imapSession) settle(ctx context.Context, f *folder, uid uint32) error {
	f.cur.UID, f.cur.Trial = max(f.cur.UID, uid), nil
	s.failures, f.faults = 0, 0
	if err := f.save(ctx, s.p.State, s.acct.ID); err != nil {
		return &storeError{err}
	}
	return nil
}

// batch fetches mails and hands them over.
func (s *imapSession) batch(ctx context.Context, f *folder, uids []imap.UID) error {
	raws, err := s.fetch(uids)
	if err != nil {
		return err
	}
	kept, err := s.withheld(uids, raws)
	if err != nil {
		return err
	}
	if len(kept) > 0 {
		return fmt.Errorf("the server lists uid %v and does not hand it out", kept)
	}
	return s.handOver(ctx, f, uids, raws)
}

// withheld returns those of uids that were not fetched although they are there:
// what else is missing was deleted since the search.
func (s *imapSession) withheld(uids []imap.UID, raws map[imap.UID][]byte) ([]imap.UID, error) {
	var missing imap.UIDSet
	for _, uid := range uids {
		if _, ok := raws[uid]; !ok {
			missing.AddNum(uid)
		}
	}
	if len(missing) == 0 {
		return nil, nil
	}
	data, err := s.client.UIDSearch(&imap.SearchCriteria{UID: []imap.UIDSet{missing}}, nil).Wait()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	return data.AllUIDs(), nil
}
