package hubapi

import (
	"fmt"
	"slices"
	"strings"

	"parley/internal/auth"
	"parley/internal/deliver"
	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// newMessage is a message or comment as a program writes it (API-24).
type newMessage struct {
	Type             string          `json:"type"`
	Text             string          `json:"text"`
	RichText         string          `json:"richText"`
	Subject          string          `json:"subject"`
	SenderActorID    string          `json:"senderActorId"`
	ChannelID        ident           `json:"channelId"`
	ChannelAccountID ident           `json:"channelAccountId"`
	Recipients       []newRecipient  `json:"recipients"`
	Attachments      []newAttachment `json:"attachments"`
}

type newRecipient struct {
	RecipientField      string      `json:"recipientField"`
	Name                string      `json:"name"`
	DeliveryIdentifier  *delivered  `json:"deliveryIdentifier"`
	DeliveryIdentifiers []delivered `json:"deliveryIdentifiers"`
}

// newAttachment is a file, or one of the other things that hang on a message.
type newAttachment struct {
	parley.Enclosure
	FileID ident  `json:"fileId"`
	Usage  string `json:"fileUsageType"`
}

// enclosed parts what hangs on a message into files and the rest, of which it
// takes some types alone.
func enclosed(all []newAttachment, takes ...parley.EnclosureType) (files []newAttachment, rest []parley.Enclosure, err error) {
	for i, a := range all {
		switch {
		case a.Type == "" || a.Type == "FILE":
			if a.Usage != "" && !slices.Contains(fileUsages, a.Usage) {
				return nil, nil, parley.Invalidf(fmt.Sprintf("attachments[%d]", i), "fileUsageType is one of %s", strings.Join(fileUsages, ", "))
			}
			files = append(files, a)
		case slices.Contains(takes, a.Type):
			a.Enclosure.FileID = string(a.FileID)
			rest = append(rest, a.Enclosure)
		default:
			return nil, nil, parley.Invalidf(fmt.Sprintf("attachments[%d]", i), "attachments of type %s cannot be sent here", a.Type)
		}
	}
	return files, rest, parley.CheckEnclosures("attachments", rest)
}

// fileUsages are what a file is to people (API-23).
var fileUsages = []string{"AUDIO", "IMAGE", "OTHER", "STICKER", "VOICE_RECORDING"}

func (c *call) writeMessage() (any, error) {
	var in newMessage
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Text) == "" && len(in.Attachments) == 0 {
		return nil, parley.Invalidf("text", "give the text of the message")
	}
	var th *parley.Thread
	var m *parley.Message
	err := c.tx(func(tx *store.Tx) (err error) {
		if th, err = c.thread(&tx.Reader); err != nil {
			return err
		}
		switch in.Type {
		case "MESSAGE":
			m, err = c.send(tx, th, in)
		case "COMMENT":
			m, err = c.comment(tx, th, in)
		default:
			err = parley.Invalidf("type", "type is MESSAGE or COMMENT")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	shown, err := c.showMessages(c.read(), th, []*parley.Message{m})
	if err != nil {
		return nil, err
	}
	return shown[0], nil
}

// comment notes something for colleagues: by the agent that is named, or by the
// program itself.
func (c *call) comment(tx *store.Tx, th *parley.Thread, in newMessage) (*parley.Message, error) {
	author := c.Actor()
	if in.SenderActorID != "" && in.SenderActorID != actorID(author) {
		u, err := c.agent(tx, th, in.SenderActorID, auth.CommentOnThread)
		if err != nil {
			return nil, err
		}
		author = parley.ByUser(u.ID)
	}
	files, err := c.attach(tx, author.UserID(), in.Attachments)
	if err != nil {
		return nil, err
	}
	return triage.AddComment(tx, author, th, triage.NewComment{Text: in.Text, HTML: guard.SanitizeComment(in.RichText), Files: files, AppID: c.App.ID})
}

// send writes what goes to the outside, in the name of an agent (API-25).
func (c *call) send(tx *store.Tx, th *parley.Thread, in newMessage) (*parley.Message, error) {
	author, err := c.agent(tx, th, in.SenderActorID, auth.ActOnThread)
	if err != nil {
		return nil, err
	}
	acct, err := sendingAccount(tx, th, in)
	if err != nil {
		return nil, err
	}
	n := deliver.NewMessage{AccountID: acct.ID, Subject: in.Subject, Text: in.Text, HTML: in.RichText, AppID: c.App.ID}
	types, err := identTypes(&tx.Reader, acct.Channel)
	if err != nil {
		return nil, err
	}
	if err := addRecipients(&n, types, in.Recipients); err != nil {
		return nil, err
	}
	if n.Subject == "" && acct.Channel == parley.ChannelEmail {
		n.Subject = th.Subject
	}
	offered, rest, err := enclosed(in.Attachments, parley.EnclosedReplies)
	if err != nil {
		return nil, err
	}
	n.Enclosures = rest
	if n.AttachmentIDs, err = c.attach(tx, author.ID, offered); err != nil {
		return nil, err
	}
	return deliver.Reply(tx, author, th, n)
}

// agent is the active user that an id names, who has a right over the thread.
func (c *call) agent(tx *store.Tx, th *parley.Thread, id string, may func(*store.Reader, *parley.User, parley.ThreadID) (*parley.Thread, *parley.Inbox, error)) (*parley.User, error) {
	number, err := agentID("senderActorId", id)
	if err != nil {
		return nil, err
	}
	u, err := tx.User(number)
	if err == nil {
		_, _, err = may(&tx.Reader, u, th.ID)
	}
	if k := parley.KindOf(err); k == parley.NotFound || k == parley.Forbidden {
		return nil, parley.Invalidf("senderActorId", "%s is not an active agent with access to the inbox", id)
	}
	return u, err
}

// sendingAccount is the account that a message names, if it can send here.
func sendingAccount(tx *store.Tx, th *parley.Thread, in newMessage) (*parley.ChannelAccount, error) {
	id, err := parley.ParseID[parley.ChannelAccountID]("channelAccountId", string(in.ChannelAccountID))
	if err != nil {
		return nil, err
	}
	acct, err := tx.ChannelAccount(id)
	switch {
	case parley.KindOf(err) == parley.NotFound || err == nil && acct.InboxID != th.InboxID:
		return nil, parley.Invalidf("channelAccountId", "the inbox of this thread has no channel account %s", id)
	case err != nil:
		return nil, err
	case channelID(acct.Channel) != string(in.ChannelID):
		return nil, parley.Invalidf("channelId", "channel account %s is not of channel %s", id, in.ChannelID)
	case !authorized(acct) || !acct.Active:
		return nil, parley.Invalidf("channelAccountId", "channel account %s is not authorised or not active", id)
	}
	return acct, nil
}

// identTypes are the types of delivery identifier of a channel.
func identTypes(r *store.Reader, kind parley.ChannelKind) ([]string, error) {
	switch {
	case kind == parley.ChannelEmail:
		return []string{byEmail}, nil
	case kind.Custom() == 0:
		return []string{byOpaque}, nil
	}
	custom, err := r.CustomChannel(kind.Custom())
	if err != nil {
		return nil, err
	}
	return custom.Capabilities.DeliveryIdentifierTypes, nil
}

// addRecipients reads whom a message goes to.
func addRecipients(n *deliver.NewMessage, types []string, all []newRecipient) error {
	count := 0
	for i, to := range all {
		if to.DeliveryIdentifier != nil {
			to.DeliveryIdentifiers = append(to.DeliveryIdentifiers, *to.DeliveryIdentifier)
		}
		for _, d := range to.DeliveryIdentifiers {
			field := fmt.Sprintf("recipients[%d]", i)
			if !slices.Contains(types, d.Type) || d.Value == "" {
				return parley.Invalidf(field, "this channel reaches people by %s", strings.Join(types, ", "))
			}
			count++
			a := parley.Address{Name: to.Name, Address: d.Value}
			switch to.RecipientField {
			case "", "TO":
				n.To = append(n.To, a)
			case "CC":
				n.Cc = append(n.Cc, a)
			case "BCC":
				n.Bcc = append(n.Bcc, a)
			default:
				return parley.Invalidf(field, "recipientField is TO, CC or BCC")
			}
		}
	}
	if count == 0 {
		return parley.Invalidf("recipients", "give at least one recipient")
	}
	return nil
}
