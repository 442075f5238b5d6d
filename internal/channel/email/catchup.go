package email

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"parley/internal/channel"
)

const (
	sizesAtOnce = 500     // mails whose size is asked in one command
	batchMails  = 50      // handed over at once
	batchBytes  = 8 << 20 // the same, unless one is larger
	stubborn    = 5       // tries before one mail is given up for the others' sake
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
	if data.UIDNext != 0 && uint32(data.UIDNext) <= f.cur.UID+1 {
		return nil
	}
	uids, err := s.above(f.cur.UID)
	if err != nil {
		return err
	}
	if f.cur.UID < f.cur.Until {
		if uids, err = s.withoutOld(uids, f.cur.Until); err != nil {
			return err
		}
	}
	for chunk := range slices.Chunk(uids, sizesAtOnce) {
		if err := s.take(ctx, f, chunk); err != nil {
			return err
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

// envelopeData is what is known of a mail before it is fetched.
type envelopeData struct {
	size int64
	at   time.Time // of arrival
}

// describe asks for sizes and times of arrival.
func (s *imapSession) describe(uids []imap.UID) (map[imap.UID]envelopeData, error) {
	list, err := s.client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: true}).Collect()
	if err != nil {
		return nil, fmt.Errorf("fetch sizes: %w", err)
	}
	known := make(map[imap.UID]envelopeData, len(list))
	for _, msg := range list {
		known[msg.UID] = envelopeData{msg.RFC822Size, msg.InternalDate}
	}
	return known, nil
}

// take hands over a part of what is above the cursor, in batches.
func (s *imapSession) take(ctx context.Context, f *folder, uids []imap.UID) error {
	known, err := s.describe(uids)
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
		size := known[uid].size
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
	f.cur.UID, f.cur.Trial = uid, nil
	s.failures = 0
	if err := f.save(ctx, s.p.State, s.acct.ID); err != nil {
		return &storeError{err}
	}
	return nil
}

// batch fetches mails and hands them over. One that the server will not give
// out is tried a few times and then noted, lest it keep back all after it.
func (s *imapSession) batch(ctx context.Context, f *folder, uids []imap.UID) error {
	raws, err := s.fetch(uids)
	kept := uids
	if err == nil {
		kept, err = s.withheld(uids, raws)
	}
	var answer *imap.Error
	switch {
	case err != nil && !errors.As(err, &answer) && !errors.Is(err, errHuge):
		return err
	case err == nil && len(kept) == 0:
		return s.handOver(ctx, f, uids, raws)
	case err == nil:
		err = errors.New("the server lists mails and does not hand them out")
	}
	for _, uid := range kept {
		f.stuck[uint32(uid)]++
	}
	if len(uids) == 1 && f.stuck[uint32(uids[0])] > stubborn {
		return s.leave(ctx, f, uint32(uids[0]), "not to be had from the server: "+err.Error())
	}
	return err
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
