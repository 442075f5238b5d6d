package deliver

import (
	"context"
	"errors"
	"fmt"

	"parley/internal/channel"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// Letter is mail of the system itself: an invitation, a notification, a
// transcript.
type Letter struct {
	AccountID parley.ChannelAccountID `json:"account_id"` // zero: the system's own sender
	MailID    string                  `json:"mail_id"`
	To        parley.Address          `json:"to"`
	Subject   string                  `json:"subject"`
	Text      string                  `json:"text"`
	HTML      string                  `json:"html"`

	ThreadID  parley.ThreadID  `json:"thread_id,omitempty"`  // answers come back to it
	MessageID parley.MessageID `json:"message_id,omitempty"` // a bounce is about it
	Token     string           `json:"token,omitempty"`      // of the recipient, in the reply address
}

// Post enqueues a letter in the caller's transaction.
func Post(tx *store.Tx, l Letter) error {
	if err := CheckAddress("to", l.To); err != nil {
		return err
	}
	l.MailID = store.RandomHex(16)
	if l.ThreadID != 0 {
		if err := returnable(tx, &l); err != nil {
			return err
		}
	}
	_, err := job.Enqueue(tx, job.Spec{Kind: "deliver.system", Queue: job.QueueSend, Payload: l})
	return err
}

// returnable makes answers to a letter, and its bounce, find their thread.
func returnable(tx *store.Tx, l *Letter) error {
	acct, err := tx.ChannelAccount(l.AccountID)
	if err != nil {
		return err
	}
	return tx.AddReference(&store.Reference{MailID: l.MailID + "@" + domain(acct.Address), InboxID: acct.InboxID, ThreadID: l.ThreadID, MessageID: l.MessageID, Ours: true})
}

func (s *Service) workSystem(ctx context.Context, w *job.Work) error {
	var l Letter
	if err := w.Decode(&l); err != nil {
		return err
	}
	acct, err := s.systemAccount(ctx, l.AccountID)
	if err != nil {
		return err
	}
	adapter := s.adapters[acct.Channel]
	if adapter == nil {
		return job.Permanent(fmt.Errorf("no way to send by %s", acct.Channel))
	}
	name := "Parley"
	if a, err := s.db.Read(ctx).Account(); err == nil && a != nil {
		name = a.Name
	}
	out := &channel.Outbound{MailID: l.MailID + "@" + domain(acct.Address), At: s.db.Now(), From: parley.Address{Name: name, Address: acct.Address},
		To: []parley.Address{l.To}, Subject: l.Subject, Text: l.Text, HTML: l.HTML, Automatic: true}
	if l.Token != "" && takesToken(acct) {
		out.ReplyTo = &parley.Address{Name: name, Address: parley.ReplyAddress(acct.Address, l.Token)}
	}
	_, err = adapter.Send(ctx, acct, out)
	var refused *channel.SendError
	if errors.As(err, &refused) && (refused.Permanent || refused.Unknown) {
		return job.Permanent(err)
	}
	return err
}

// systemAccount is the account given, or the first fallback address.
func (s *Service) systemAccount(ctx context.Context, id parley.ChannelAccountID) (*parley.ChannelAccount, error) {
	r := s.db.Read(ctx)
	if id != 0 {
		return r.ChannelAccount(id)
	}
	found, err := systemSender(r)
	if err == nil && found == nil {
		err = &job.Later{After: 3600e9, Reason: "no address to send from"}
	}
	return found, err
}

func systemSender(r *store.Reader) (found *parley.ChannelAccount, err error) {
	accounts, err := r.ChannelAccounts(0)
	for _, a := range accounts {
		if a.Channel == parley.ChannelEmail && (found == nil || a.Fallback && !found.Fallback) {
			found = a
		}
	}
	return found, err
}

// CanBeAnswered reports whether mail of the system can hold a token in its reply
// address.
func CanBeAnswered(r *store.Reader) (bool, error) {
	acct, err := systemSender(r)
	return acct != nil && takesToken(acct), err
}

// takesToken reports whether mail to an address with a tag reaches an account:
// our own SMTP server takes it, and others where somebody said so.
func takesToken(acct *parley.ChannelAccount) bool {
	return acct.Settings.ReplyToken || acct.Settings.IMAP == nil
}

func domain(address string) string {
	for i := range len(address) {
		if address[i] == '@' {
			return address[i+1:]
		}
	}
	return address
}
