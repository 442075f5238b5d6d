package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

type inbox struct{ ID, Name, Type string }

type thread struct {
	ID, Status, InboxID, OriginalChannelID, AssociatedContactID, AssignedTo, CreatedAt, ClosedAt string
	Spam, Archived                                                                               bool
	ThreadAssociations                                                                           struct{ AssociatedTicketID string }
}

type identifier struct{ Type, Value string }

type party struct {
	ActorID            string
	Name               string
	RecipientField     string
	DeliveryIdentifier identifier
}

type message struct {
	ID, Type, CreatedAt, CreatedBy, Text, RichText, Subject, Direction string
	Senders, Recipients                                                []party
	Attachments                                                        []struct{ Type, FileID, Name, URL string }
}

// channels are the numbers of the fixed channels there (API-12).
var channels = map[string]parley.ChannelKind{"1000": parley.ChannelChat, "1001": parley.ChannelMessenger, "1002": parley.ChannelEmail, "1003": parley.ChannelForm, "1007": parley.ChannelWhatsApp, "1008": parley.ChannelCall}

// moveConversations brings inboxes, threads, messages, comments and files. They
// lie in inboxes of the same names, new ones without members: an administrator
// says who sees them.
func (m *Move) moveConversations(ctx context.Context) error {
	inboxes := map[string]*parley.Inbox{}
	err := pages(ctx, m.Client, "/conversations/v3/conversations/inboxes", nil, func(all []inbox) error {
		for _, in := range all {
			if err := m.moveInbox(ctx, in, inboxes); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return m.orSkip("conversations", err)
	}
	for _, archived := range []string{"false", "true"} {
		done := 0
		err := pages(ctx, m.Client, "/conversations/v3/conversations/threads", url.Values{"limit": {"100"}, "association": {"TICKET"}, "archived": {archived}}, func(all []thread) error {
			for _, th := range all {
				if err := m.moveThread(ctx, th, inboxes[th.InboxID]); err != nil {
					return err
				}
			}
			done += len(all)
			if m.Progress != nil {
				m.Progress("conversations", done)
			}
			return nil
		})
		if err != nil {
			return m.orSkip("conversations", err)
		}
	}
	return nil
}

func (m *Move) orSkip(what string, err error) error {
	var no *refused
	if errors.As(err, &no) && no.status < 500 {
		m.skip("%s: %v", what, err)
		return nil
	}
	return err
}

func (m *Move) moveInbox(ctx context.Context, in inbox, known map[string]*parley.Inbox) error {
	all, err := m.DB.Read(ctx).Inboxes()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(x *parley.Inbox) bool { return x.Name == in.Name && x.ArchivedAt.IsZero() })
	if at >= 0 {
		known[in.ID] = all[at]
		m.Report.of("inboxes").Equal++
		return nil
	}
	m.Report.of("inboxes").New++
	made := &parley.Inbox{Name: in.Name, Kind: parley.InboxPlain}
	if in.Type == "HELP_DESK" {
		made.Kind = parley.InboxHelpDesk
	}
	known[in.ID] = made
	if m.DryRun {
		return nil
	}
	return m.DB.Write(ctx, func(tx *store.Tx) error {
		_, err := settings.CreateInbox(tx, parley.System, made, "")
		return err
	})
}

// items reads the whole history of a thread, oldest first.
func (m *Move) items(ctx context.Context, id string, archived bool) (out []message, err error) {
	query := url.Values{"limit": {"500"}, "sort": {"createdAt"}}
	if archived {
		query.Set("archived", "true")
	}
	err = pages(ctx, m.Client, "/conversations/v3/conversations/threads/"+id+"/messages", query, func(all []message) error {
		out = append(out, all...)
		return nil
	})
	slices.SortStableFunc(out, func(a, b message) int { return cmp.Compare(a.CreatedAt, b.CreatedAt) })
	return slices.DeleteFunc(out, func(i message) bool { return i.Type != "MESSAGE" && i.Type != "COMMENT" && i.Type != "WELCOME_MESSAGE" }), err
}

// moveThread brings one thread, or what was said in it since.
func (m *Move) moveThread(ctx context.Context, t thread, in *parley.Inbox) error {
	if in == nil {
		m.skip("conversation %s: its inbox cannot be read", t.ID)
		return nil
	}
	key := "hubspot/" + m.Client.BaseURL + "/thread/" + t.ID
	seen, err := m.DB.Read(ctx).Seen(key)
	if err != nil {
		return err
	}
	items, err := m.items(ctx, t.ID, t.Archived)
	if err != nil {
		return m.orSkip("conversation "+t.ID, err)
	}
	count := m.Report.of("conversations")
	switch {
	case seen == nil:
		count.New++
	case seen.ThreadID == 0:
		return nil // deleted here for good: it stays so
	}
	if m.DryRun {
		return nil
	}
	files, err := m.files(ctx, items)
	if err != nil {
		return err
	}
	return m.DB.Write(ctx, func(tx *store.Tx) error {
		th, err := m.open(tx, t, in, seen, key)
		if err != nil {
			return err
		}
		said, err := m.say(tx, th, items, files)
		if err != nil {
			return err
		}
		if seen != nil && said > 0 {
			count.Changed++
		} else if seen != nil {
			count.Equal++
			return nil
		}
		if err := tx.IndexThread(th); err != nil {
			return err
		}
		return triage.Store(tx, th)
	})
}

func (m *Move) open(tx *store.Tx, t thread, in *parley.Inbox, seen *store.Seen, key string) (*parley.Thread, error) {
	if seen != nil {
		return tx.Thread(seen.ThreadID)
	}
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: in.ID, Status: parley.ThreadOpen, Channel: channels[t.OriginalChannelID], BotState: parley.BotNone, Spam: t.Spam, Trashed: t.Archived,
		ContactID: parley.ContactID(m.moved[parley.TypeContact][t.AssociatedContactID]), TicketID: m.moved[parley.TypeTicket][t.ThreadAssociations.AssociatedTicketID]}
	th.CreatedAt, _ = parley.ParseTime(t.CreatedAt)
	if th.Channel == "" {
		th.Channel = parley.ChannelCustom
	}
	if t.Status == "CLOSED" {
		th.Status = parley.ThreadClosed
		th.ClosedAt, _ = parley.ParseTime(t.ClosedAt)
	}
	if th.Spam {
		th.SpamAt, th.SpamReason = tx.Now, "hubspot"
	}
	if th.Trashed {
		th.TrashedAt = tx.Now
	}
	if err := tx.Insert("thread", th); err != nil {
		return nil, err
	}
	if _, err := tx.MarkSeen(&store.Seen{Key: key, ThreadID: th.ID}); err != nil {
		return nil, err
	}
	_, err := triage.Note(tx, parley.System, th, parley.ThreadCreated, map[string]any{"imported": true, "quiet": true})
	return th, err
}

// say appends what is not there yet, and says how much that was.
func (m *Move) say(tx *store.Tx, th *parley.Thread, items []message, files map[string]*parley.Attachment) (int, error) {
	n := 0
	for _, i := range items {
		uid := uidOf(i.ID)
		if _, err := tx.Message(uid); err == nil {
			continue
		} else if parley.KindOf(err) != parley.NotFound {
			return n, err
		}
		said := m.message(th, i, uid)
		body := &parley.Body{Text: i.Text, HTML: clean(i)}
		said.HasHTML = body.HTML != ""
		var with []*parley.Attachment
		for _, a := range i.Attachments {
			if f := files[a.FileID]; f != nil {
				copied := *f
				with = append(with, &copied)
			}
		}
		if err := triage.Append(tx, th, triage.NewMessage{Message: said, Body: body, Files: with, Quiet: true}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// clean is the HTML of an item without what could do harm.
func clean(i message) string {
	if i.Type == "COMMENT" {
		return guard.SanitizeComment(i.RichText)
	}
	return guard.SanitizeHTML(i.RichText, guard.MailPolicy{})
}

// uidOf is the public number of a message: the one it has there, if it is one.
func uidOf(id string) string {
	if raw, err := hex.DecodeString(id); err == nil && len(raw) == 16 {
		return strings.ToLower(id)
	}
	sum := sha256.Sum256([]byte("hubspot/message/" + id))
	return hex.EncodeToString(sum[:16])
}

func (m *Move) message(th *parley.Thread, i message, uid string) *parley.Message {
	said := &parley.Message{UID: uid, Kind: parley.KindMessage, Direction: parley.Incoming, Status: parley.MessageReceived, Channel: th.Channel, Subject: i.Subject, Text: i.Text}
	if said.Text == "" {
		said.Text = html.UnescapeString(i.RichText)
	}
	said.CreatedAt, _ = parley.ParseTime(i.CreatedAt)
	if i.Type == "COMMENT" {
		said.Kind, said.Direction, said.Status = parley.KindComment, "", ""
	} else if i.Direction == "OUTGOING" || i.Type == "WELCOME_MESSAGE" {
		said.Direction, said.Status = parley.Outgoing, parley.MessageSent
	}
	said.ActorKind, said.ActorID = m.actor(th, i)
	for _, p := range i.Senders {
		said.From = parley.Address{Name: p.Name, Address: p.DeliveryIdentifier.Value}
	}
	for _, p := range i.Recipients {
		a := parley.Address{Name: p.Name, Address: p.DeliveryIdentifier.Value}
		switch p.RecipientField {
		case "CC":
			said.Cc = append(said.Cc, a)
		case "BCC":
			said.Bcc = append(said.Bcc, a)
		default:
			said.To = append(said.To, a)
		}
	}
	return said
}

// actor is who said it: a colleague by address, the contact, else the system.
func (m *Move) actor(th *parley.Thread, i message) (parley.ActorKind, int64) {
	who := i.CreatedBy
	if len(i.Senders) > 0 && i.Senders[0].ActorID != "" {
		who = i.Senders[0].ActorID
	}
	switch {
	case strings.HasPrefix(who, "A-"):
		if u := m.agents[strings.TrimPrefix(who, "A-")]; u != 0 {
			return parley.ActorUser, int64(u)
		}
	case strings.HasPrefix(who, "V-") && th.ContactID != 0:
		return parley.ActorContact, int64(th.ContactID)
	case strings.HasPrefix(who, "B-"):
		return parley.ActorBot, 0
	}
	return parley.ActorSystem, 0
}

const maxFile = 50 << 20

// files brings the attachments of messages. One that cannot be had is
// reported, and the message stands without it.
func (m *Move) files(ctx context.Context, items []message) (map[string]*parley.Attachment, error) {
	out := map[string]*parley.Attachment{}
	for _, i := range items {
		for _, a := range i.Attachments {
			if a.Type != "FILE" || out[a.FileID] != nil {
				continue
			}
			f, err := m.file(ctx, a.FileID, a.Name, a.URL)
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				m.skip("file %s: %v", cmp.Or(a.Name, a.FileID), err)
				continue
			}
			out[a.FileID] = f
		}
	}
	return out, nil
}

func (m *Move) file(ctx context.Context, id, name, address string) (*parley.Attachment, error) {
	var signed struct{ URL, Name, Extension string }
	if err := m.Client.get(ctx, "/files/v3/files/"+url.PathEscape(id)+"/signed-url", nil, &signed); err == nil {
		address = signed.URL
		if name == "" {
			name = signed.Name
			if signed.Extension != "" {
				name += "." + signed.Extension
			}
		}
	}
	data, err := m.Client.file(ctx, address, maxFile)
	if err != nil {
		return nil, err
	}
	hashes, err := m.Blobs.Put(data)
	if err != nil {
		return nil, err
	}
	kind, _, _ := mime.ParseMediaType(http.DetectContentType(data))
	return &parley.Attachment{Name: name, ContentType: kind, Size: int64(len(data)), Hash: hashes[0]}, nil
}
