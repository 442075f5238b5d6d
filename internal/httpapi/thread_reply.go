package httpapi

import (
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
)

// replyDefaults says whom an answer goes to.
func replyDefaults(r *store.Reader, th *parley.Thread, parts []*parley.Participant, t *Thread) error {
	if th.VisitorID != 0 && th.Channel == parley.ChannelChat {
		return chatReply(r, th, t)
	}
	a, err := deliver.AnswerTo(r, th, parts)
	if err != nil {
		return err
	}
	t.DefaultReply = DefaultReply{ChannelAccountID: optionalID(a.AccountID), To: presentParties(a.To), Cc: presentParties(a.Cc), Subject: a.Subject}
	if a.AccountID == 0 {
		reason := "no_account"
		t.CannotSendReason = &reason
	}
	return nil
}
