package email

import (
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// fetch reads mails without marking them as seen.
func (s *imapSession) fetch(uids []imap.UID) (map[imap.UID][]byte, error) {
	whole := &imap.FetchItemBodySection{Peek: true}
	cmd := s.client.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{whole}})
	raws := make(map[imap.UID][]byte, len(uids))
	for data := cmd.Next(); data != nil; data = cmd.Next() {
		uid, raw, err := body(data, 2*s.p.MaxBytes)
		if err != nil {
			// QUIRK: the library must not be asked for anything more, not even
			// to close the command: it would read what its own reader reads.
			return nil, fmt.Errorf("fetch: %w", err)
		}
		if raw != nil {
			raws[uid] = raw
		}
	}
	if err := cmd.Close(); err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	return raws, nil
}

// errHuge says that a mail is far larger than the server had told.
var errHuge = errors.New("it is far larger than the server had told")

// body reads the one section that was asked for; nil if the server left it out.
func body(data *imapclient.FetchMessageData, limit int64) (uid imap.UID, raw []byte, err error) {
	for item := data.Next(); item != nil; item = data.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = item.UID
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			if item.Literal.Size() > limit {
				return uid, nil, errHuge
			}
			raw = make([]byte, item.Literal.Size())
			if _, err = io.ReadFull(item.Literal, raw); err != nil {
				return uid, nil, err
			}
			// The reader goes on when it was told of the end.
			if _, err = item.Literal.Read(make([]byte, 1)); err != io.EOF {
				return uid, nil, fmt.Errorf("mail of uid %d does not end: %v", uid, err)
			}
		}
	}
	return uid, raw, nil
}
