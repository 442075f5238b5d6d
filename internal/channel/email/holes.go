package email

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"parley/internal/channel"
)

// hole is a mail that the server did not hand out. Some answer with an error,
// some close the connection, and then nothing behind it would ever be had. So
// it is set aside, the cursor goes on, and it is tried again each hour.
type hole struct {
	UID   uint32    `json:"uid"`
	Tries int       `json:"tries"`
	Next  time.Time `json:"next"`
	Words string    `json:"words"`
}

const (
	holePause = time.Hour
	holeTries = 48 // then it is noted as refused, with the server's words
	slowPace  = 2  // faults after which mails are fetched one by one
)

// pace is how many mails are asked for at once.
func (f *folder) pace() int {
	if f.faults >= slowPace {
		return 1
	}
	return sizesAtOnce
}

// due reports whether a hole is to be tried.
func (f *folder) due(now time.Time) bool {
	return slices.ContainsFunc(f.cur.Holes, func(h hole) bool { return !now.Before(h.Next) })
}

// faulty counts failures to fetch. When one mail alone fails again and again,
// on connections that are otherwise good, it becomes a hole.
func (s *imapSession) faulty(ctx context.Context, f *folder, uids []imap.UID, err error) error {
	var ours *storeError
	if errors.As(err, &ours) || ctx.Err() != nil {
		return err
	}
	if f.faults++; len(uids) > 1 || f.faults < slowPace+stubborn {
		return err
	}
	uid := uint32(uids[0])
	f.cur.Holes = append(f.cur.Holes, hole{UID: uid, Tries: stubborn, Next: s.p.Now().Add(holePause), Words: err.Error()})
	s.p.Log.Warn("mail set aside", "account", s.acct.ID, "folder", f.name, "uid", uid, "err", err)
	if serr := s.settle(ctx, f, uid); serr != nil {
		return serr
	}
	return err
}

// fillHoles tries the mails that were set aside and are due.
func (s *imapSession) fillHoles(ctx context.Context, f *folder) error {
	for i := 0; i < len(f.cur.Holes); i++ {
		h := &f.cur.Holes[i]
		if s.p.Now().Before(h.Next) {
			continue
		}
		h.Tries, h.Next = h.Tries+1, s.p.Now().Add(holePause)
		err := s.take(ctx, f, []imap.UID{imap.UID(h.UID)})
		if err != nil && h.Tries < holeTries {
			h.Words = err.Error()
			f.save(ctx, s.p.State, s.acct.ID) // without it the next try is sooner
			return err
		}
		if err != nil {
			src := channel.Source{Folder: f.name, UIDValidity: f.cur.Validity, UID: h.UID}
			if nerr := s.p.State.Note(ctx, s.acct.ID, src, channel.Refused, "not to be had from the server: "+h.Words); nerr != nil {
				return &storeError{nerr}
			}
		}
		f.cur.Holes = slices.Delete(f.cur.Holes, i, i+1)
		i--
		if serr := f.save(ctx, s.p.State, s.acct.ID); serr != nil {
			return &storeError{serr}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
