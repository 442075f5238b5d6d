package automation

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"parley/internal/guard"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

const accountJob = "custom.account"

// accountNews are the words in which an app hears of changes to its accounts
// (API-30).
var accountNews = map[parley.EventKind]string{
	"channel_account.created": "CHANNEL_ACCOUNT_CREATED", "channel_account.deleted": "CHANNEL_ACCOUNT_PURGED",
	"channel_account.changed": "CHANNEL_ACCOUNT_UPDATED", "channel_account.enabled": "CHANNEL_ACCOUNT_UPDATED", "channel_account.disabled": "CHANNEL_ACCOUNT_UPDATED",
	"channel_account.moved": "CHANNEL_ACCOUNT_UPDATED",
}

// accountChange is what happened to an account of a custom channel.
type accountChange struct {
	Type      string                  `json:"type"`
	EventID   int64                   `json:"event_id"`
	At        time.Time               `json:"at"`
	AccountID parley.ChannelAccountID `json:"account_id"`
}

// noteAccounts has apps told of what happened to accounts of their channels.
func noteAccounts(tx *store.Tx, events []*parley.Event) error {
	for _, e := range events {
		if accountNews[e.Kind] == "" {
			continue
		}
		acct, err := tx.ChannelAccount(parley.ChannelAccountID(e.ObjectID))
		if ignoreGone(err) != nil {
			return err
		}
		if err != nil || acct.Channel.Custom() == 0 {
			continue
		}
		change := accountChange{accountNews[e.Kind], e.Seq, e.At, acct.ID}
		if _, err := job.Enqueue(tx, job.Spec{Kind: accountJob, Queue: job.QueueHooks, Payload: change}); err != nil {
			return err
		}
	}
	return nil
}

// pushedAccount is the body of the call.
type pushedAccount struct {
	Type             string      `json:"type"`
	PortalID         int64       `json:"portalId"`
	ChannelID        string      `json:"channelId"`
	EventID          string      `json:"eventId"`
	EventTimestamp   int64       `json:"eventTimestamp"`
	ChannelAccountID string      `json:"channelAccountId"`
	InboxID          string      `json:"inboxId"`
	Name             string      `json:"name"`
	Authorized       bool        `json:"authorized"`
	Identifier       *identifier `json:"deliveryIdentifier,omitempty"`
}

type identifier struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// tellAccount is the job that tells an app of one change.
func (s *Service) tellAccount(ctx context.Context, w *job.Work) error {
	var change accountChange
	if err := w.Decode(&change); err != nil {
		return err
	}
	r := s.db.Read(ctx)
	acct, err := r.ChannelAccount(change.AccountID)
	if err != nil {
		return ignoreGone(err)
	}
	c, err := r.CustomChannel(acct.Channel.Custom())
	if err != nil || c.WebhookURL == "" {
		return ignoreGone(err)
	}
	app, err := r.App(c.AppID)
	if err != nil {
		return ignoreGone(err)
	}
	secret, err := s.secret(app)
	if err != nil {
		return err
	}
	body, err := s.accountBody(r, c, acct, change)
	if err != nil {
		return err
	}
	code, err := guard.Call(ctx, s.client, c.WebhookURL, secret, body, s.db.Now())
	if err == nil && (code < 200 || code > 299) {
		err = fmt.Errorf("the app of %s answered %d", c.Name, code)
	}
	return err
}

func (s *Service) accountBody(r *store.Reader, c *parley.CustomChannel, acct *parley.ChannelAccount, change accountChange) ([]byte, error) {
	account, err := r.Account()
	if err != nil {
		return nil, err
	}
	portal, _ := strconv.ParseInt(account.PortalID(), 10, 64)
	out := pushedAccount{change.Type, portal, c.ID.String(), strconv.FormatInt(change.EventID, 10), change.At.UnixMilli(), acct.ID.String(), acct.InboxID.String(),
		acct.Name, acct.Settings.Custom.Authorized, nil}
	if own := acct.Settings.Custom; own.Identifier != "" {
		out.Identifier = &identifier{own.Type, own.Identifier}
	}
	return json.Marshal(out)
}
