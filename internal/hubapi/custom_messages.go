package hubapi

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley/internal/channel"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
)

// relayed is a message as the app of a custom channel hands it in (API-30).
type relayed struct {
	ChannelAccountID ident           `json:"channelAccountId"`
	Text             string          `json:"text"`
	RichText         string          `json:"richText"`
	Direction        string          `json:"messageDirection"`
	Timestamp        stamp           `json:"timestamp"`
	Senders          []relayedParty  `json:"senders"`
	Recipients       []relayedParty  `json:"recipients"`
	Attachments      []newAttachment `json:"attachments"`
	ThreadID         string          `json:"integrationThreadId"`
	IdempotencyID    string          `json:"integrationIdempotencyId"`
	InReplyToID      string          `json:"inReplyToId"`
	ContactID        ident           `json:"associateWithContactId"`
	PreResolved      struct {
		Contacts []struct {
			ContactVID ident `json:"contactVid"`
		} `json:"contacts"`
	} `json:"preResolvedContacts"`
}

type relayedParty struct {
	Name               string     `json:"name"`
	DeliveryIdentifier *delivered `json:"deliveryIdentifier"`
	SenderActorID      string     `json:"senderActorId"`
}

func (c *call) relayMessage() (any, error) {
	r := c.read()
	ch, err := c.custom(r)
	if err != nil {
		return nil, err
	}
	var in relayed
	if err := c.body(&in); err != nil {
		return nil, err
	}
	inbound, err := c.inbound(r, ch, &in)
	if err != nil {
		return nil, err
	}
	result, err := c.s.Sink.Receive(c, inbound)
	if err != nil {
		return nil, err
	}
	m, err := c.read().MessageByID(result.MessageID)
	if err != nil {
		return nil, err
	}
	return c.showRelayed(m)
}

// inbound checks what an app hands in, and makes of it what every adapter does.
func (c *call) inbound(r *store.Reader, ch *parley.CustomChannel, in *relayed) (*channel.Inbound, error) {
	id, err := parley.ParseID[parley.ChannelAccountID]("channelAccountId", string(in.ChannelAccountID))
	if err != nil {
		return nil, err
	}
	acct, err := c.customAccount(r, ch, id)
	switch {
	case parley.KindOf(err) == parley.NotFound || err == nil && (!acct.Active || !acct.ArchivedAt.IsZero()):
		return nil, parley.Invalidf("channelAccountId", "this channel has no active account %s", id)
	case err != nil:
		return nil, err
	case in.Direction != "INCOMING" && in.Direction != "OUTGOING":
		return nil, parley.Invalidf("messageDirection", "messageDirection is INCOMING or OUTGOING")
	case strings.TrimSpace(in.Text) == "" && len(in.Attachments) == 0:
		return nil, parley.Invalidf("text", "give the text of the message")
	}
	from, err := parties("senders", in.Senders, ch)
	if err != nil {
		return nil, err
	}
	to, err := parties("recipients", in.Recipients, ch)
	if err != nil {
		return nil, err
	}
	key := cmp.Or(in.IdempotencyID, store.RandomHex(16))
	out := &channel.Inbound{AccountID: acct.ID, Channel: acct.Channel, Key: fmt.Sprintf("custom/%s/%s", ch.ID, key), Ours: in.Direction == "OUTGOING",
		At: in.Timestamp.Time, ReceivedAt: in.Timestamp.Time, From: from[0], To: to, Text: in.Text, Reply: in.Text, HTML: in.RichText,
		MailID: store.RandomHex(16) + "@" + string(acct.Channel), Relayed: &channel.Relayed{AppID: c.App.ID, Thread: threadKey(ch, in, from, to)}}
	outside := in.Senders[0]
	if out.Ours {
		outside = in.Recipients[0]
	}
	out.Relayed.Pair = parley.PairKey(outside.DeliveryIdentifier.Value, acct.Settings.Custom.Identifier)
	out.Relayed.Type = outside.DeliveryIdentifier.Type
	files, rest, err := enclosed(in.Attachments, parley.EnclosedReplies, parley.EnclosedLocation, parley.EnclosedContact, parley.EnclosedHeader, parley.EnclosedUnsupported)
	if err != nil {
		return nil, err
	}
	out.Enclosures = rest
	if out.Files, err = c.relayedFiles(r, files); err != nil {
		return nil, err
	}
	return out, c.relayedPeople(r, ch, in, out)
}

// threadKey is what keeps messages together, by the channel's model (MSG-13).
func threadKey(ch *parley.CustomChannel, in *relayed, from, to []parley.Address) string {
	if ch.Capabilities.ThreadingModel == parley.ByIntegrationThread && in.ThreadID != "" {
		return "thread " + in.ThreadID
	}
	outside, ours := from, to
	if in.Direction == "OUTGOING" {
		outside, ours = to, from
	}
	return parley.PairKey(outside[0].Address, ours[0].Address)
}

func parties(field string, all []relayedParty, ch *parley.CustomChannel) ([]parley.Address, error) {
	if len(all) == 0 {
		return nil, parley.Invalidf(field, "give at least one")
	}
	var out []parley.Address
	for i, p := range all {
		field := fmt.Sprintf("%s[%d].deliveryIdentifier", field, i)
		d := p.DeliveryIdentifier
		if d == nil || d.Value == "" {
			return nil, parley.Invalidf(field, "give a delivery identifier")
		}
		if !slices.Contains(ch.Capabilities.DeliveryIdentifierTypes, d.Type) {
			return nil, parley.Invalidf(field, "this channel has no delivery identifiers of type %q", d.Type)
		}
		out = append(out, parley.Address{Name: p.Name, Address: d.Value})
	}
	return out, nil
}

// relayedPeople reads whom the app knows: the contact, the agent who wrote, and
// the message that is answered.
func (c *call) relayedPeople(r *store.Reader, ch *parley.CustomChannel, in *relayed, out *channel.Inbound) error {
	known := in.ContactID
	if known == "" && len(in.PreResolved.Contacts) > 0 {
		known = in.PreResolved.Contacts[0].ContactVID
	}
	if known != "" {
		id, err := parley.ParseID[parley.ContactID]("associateWithContactId", string(known))
		if err != nil {
			return err
		}
		if _, err := r.Contact(id); err != nil {
			return parley.Invalidf("associateWithContactId", "there is no contact %s", id)
		}
		out.Relayed.ContactID = id
	}
	if actor := in.Senders[0].SenderActorID; out.Ours && actor != "" {
		id, err := agentID("senders[0].senderActorId", actor)
		if err != nil {
			return err
		}
		if u, err := r.User(id); err != nil || !u.Active() {
			return parley.Invalidf("senders[0].senderActorId", "%s is not an active agent", actor)
		}
		out.Relayed.UserID = id
	}
	if in.InReplyToID == "" {
		return nil
	}
	m, err := r.Message(in.InReplyToID)
	if err != nil || m.Channel != ch.ID.Kind() || !c.App.Reaches(m.InboxID) {
		return parley.Invalidf("inReplyToId", "this channel has no message %q", in.InReplyToID)
	}
	out.InReplyTo = []string{m.MailID}
	if ch.Capabilities.ThreadingModel == parley.ByDeliveryPair || in.ThreadID == "" {
		out.Relayed.ThreadID = m.ThreadID
	}
	return nil
}

// relayedFiles reads the files of the library that come along.
func (c *call) relayedFiles(r *store.Reader, all []newAttachment) ([]channel.File, error) {
	var out []channel.File
	for i, a := range all {
		field := fmt.Sprintf("attachments[%d]", i)
		id, err := parley.ParseID[parley.FileID](field, string(a.FileID))
		if err != nil {
			return nil, err
		}
		f, err := r.File(id)
		if err != nil || f.Gone(c.s.DB.Now()) {
			return nil, parley.Invalidf(field, "there is no file %s", id)
		}
		data, err := c.s.Blobs.Get(f.Hash)
		if err != nil {
			return nil, err
		}
		name := f.Name
		if f.Extension != "" {
			name += "." + f.Extension
		}
		out = append(out, channel.File{Name: name, ContentType: f.ContentType, Data: data, Usage: a.Usage})
	}
	return out, nil
}

// relayedMessage is the message in the path, of the channel in the path.
func (c *call) relayedMessage(r *store.Reader) (*parley.Message, error) {
	ch, err := c.custom(r)
	if err != nil {
		return nil, err
	}
	m, err := r.Message(c.name("messageId"))
	if err == nil && (m.Channel != ch.ID.Kind() || !c.App.Reaches(m.InboxID)) {
		err = parley.NotFoundf("this channel has no message %s", c.name("messageId"))
	}
	return m, err
}

func (c *call) oneRelayed() (any, error) {
	m, err := c.relayedMessage(c.read())
	if err != nil {
		return nil, err
	}
	return c.showRelayed(m)
}

func (c *call) showRelayed(m *parley.Message) (any, error) {
	r := c.read()
	th, err := r.Thread(m.ThreadID)
	if err != nil {
		return nil, err
	}
	shown, err := c.showMessages(r, th, []*parley.Message{m})
	if err != nil {
		return nil, err
	}
	return shown[0], nil
}

// reportedStatuses are the words in which an app says what became of a message.
var reportedStatuses = map[string]parley.MessageStatus{"SENT": parley.MessageSent, "READ": parley.MessageRead, "FAILED": parley.MessageFailed}

func (c *call) reportRelayed() (any, error) {
	var in struct {
		StatusType   string `json:"statusType"`
		ErrorMessage string `json:"errorMessage"`
	}
	if err := c.body(&in); err != nil {
		return nil, err
	}
	status := reportedStatuses[in.StatusType]
	if status == "" {
		return nil, parley.Invalidf("statusType", "statusType is SENT, READ or FAILED")
	}
	var m *parley.Message
	err := c.tx(func(tx *store.Tx) (err error) {
		if m, err = c.relayedMessage(&tx.Reader); err != nil {
			return err
		}
		return deliver.Report(tx, m, status, in.ErrorMessage)
	})
	if err != nil {
		return nil, err
	}
	return c.showRelayed(m)
}

// PresentMessage is a message with its surroundings for the app of its custom
// channel.
func (s *Server) PresentMessage(ctx context.Context, id parley.MessageID) (*channel.Presented, error) {
	r := s.DB.Read(ctx)
	m, err := r.MessageByID(id)
	if err != nil {
		return nil, err
	}
	c := &call{Context: ctx, s: s}
	shown, err := c.showRelayed(m)
	if err != nil {
		return nil, err
	}
	account, err := r.Account()
	if err != nil {
		return nil, err
	}
	keys, err := r.CustomThreadKeys(m.ThreadID)
	if err != nil {
		return nil, err
	}
	out := &channel.Presented{ThreadIDs: []string{}, Message: shown}
	out.PortalID, _ = strconv.ParseInt(account.PortalID(), 10, 64)
	for _, key := range keys {
		if own, ok := strings.CutPrefix(key, "thread "); ok {
			out.ThreadIDs = append(out.ThreadIDs, own)
		}
	}
	return out, nil
}
