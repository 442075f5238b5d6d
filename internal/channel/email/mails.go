package email

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/emersion/go-imap/v2"

	"parley/internal/parley"
)

// mailsAtOnce is how many mails of an import are held at a time.
const mailsAtOnce = 20

// Mails reads a folder of a mailbox from the UID after on, older mail included,
// for an import (EMAIL-24). Like the watch it changes nothing there.
func (p *Poller) Mails(ctx context.Context, acct *parley.ChannelAccount, folder string, after uint32) iter.Seq2[Raw, error] {
	return func(yield func(Raw, error) bool) {
		s, done, err := p.visit(ctx, acct)
		if err != nil {
			yield(Raw{}, err)
			return
		}
		defer done()
		if err := s.mails(folder, after, yield); err != nil {
			yield(Raw{}, err)
		}
	}
}

// mails ends without an error when yield has enough.
func (s *imapSession) mails(name string, after uint32, yield func(Raw, error) bool) error {
	data, err := s.client.Select(name, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return fmt.Errorf("open %s: %w", name, err)
	}
	uids, err := s.above(after)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(uids, mailsAtOnce) {
		sizes, err := s.sizes(chunk)
		if err != nil {
			return err
		}
		for _, uid := range chunk {
			raw := Raw{Folder: name, UID: uint32(uid), UIDValidity: data.UIDValidity, Ours: ours(name)}
			if sizes[uid] > s.p.MaxBytes {
				err = ErrTooLarge
			} else {
				var raws map[imap.UID][]byte
				if raws, err = s.fetch([]imap.UID{uid}); err != nil {
					return err
				}
				if raw.Data = raws[uid]; raw.Data == nil {
					continue
				}
			}
			if !yield(raw, err) {
				return nil
			}
			err = nil
		}
	}
	return nil
}
