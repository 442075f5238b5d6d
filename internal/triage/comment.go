package triage

import (
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// NewComment is a note between colleagues. HTML is clean.
type NewComment struct {
	ClientID string
	Text     string
	HTML     string
	Mentions []parley.UserID
	Files    []parley.AttachmentID
	AppID    parley.AppID // the program that notes it
}

// AddComment adds a note to th, by a user or a program. It never leaves, moves
// nothing up and assigns nobody (COLLAB-01, ROUTE-02).
func AddComment(tx *store.Tx, author parley.Actor, th *parley.Thread, n NewComment) (*parley.Message, error) {
	if m, err := tx.MessageByClientID(author.ID, n.ClientID); m != nil || err != nil {
		return m, err
	}
	if th.Trashed || th.MergedInto != 0 {
		return nil, parley.Errorf(parley.Conflict, "this conversation is in the trash: restore it before commenting")
	}
	in, err := tx.Inbox(th.InboxID)
	if err != nil {
		return nil, err
	}
	m := &parley.Message{Kind: parley.KindComment, ActorKind: author.Kind, ActorID: author.ID, AppID: n.AppID, ClientID: n.ClientID, Text: n.Text, HasHTML: n.HTML != ""}
	for _, id := range n.Mentions {
		u, err := tx.User(id)
		if err != nil || !in.Admits(u) {
			return nil, parley.Invalidf("mention_ids", "somebody mentioned has no access to this inbox")
		}
		if !slices.Contains(m.MentionIDs, id) {
			m.MentionIDs = append(m.MentionIDs, id)
		}
	}
	var files []*parley.Attachment
	for _, id := range n.Files {
		f, err := tx.Attachment(id)
		if err != nil || f.UploadedBy != author.UserID() || f.MessageID != 0 {
			return nil, parley.Invalidf("attachment_ids", "an attached file is not there any more: attach it again")
		}
		files = append(files, f)
	}
	if err := Append(tx, th, NewMessage{Message: m, Body: &parley.Body{HTML: n.HTML, Text: n.Text}, Files: files}); err != nil {
		return nil, err
	}
	if u := author.UserID(); u != 0 && n.AppID == 0 {
		if err := tx.SetRead(u, th.ID, m.Seq); err != nil {
			return nil, err
		}
		if err := tx.DropDraft(u, th.ID, "comment"); err != nil {
			return nil, err
		}
	}
	return m, Store(tx, th)
}

// EditComment changes an author's own note. Nobody is told again (COLLAB-02).
func EditComment(tx *store.Tx, author *parley.User, m *parley.Message, text, html string) error {
	if err := ownComment(author, m); err != nil {
		return err
	}
	m.Text, m.EditedAt, m.HasHTML = text, tx.Now, html != ""
	if err := tx.SetBody(&parley.Body{MessageID: m.ID, HTML: html, Text: text}); err != nil {
		return err
	}
	files, err := tx.Attachments([]parley.MessageID{m.ID})
	if err != nil {
		return err
	}
	if err := tx.ReindexMessage(m.ID, findable(m, text, files)...); err != nil {
		return err
	}
	return changeComment(tx, author, m, parley.CommentEdited)
}

// DeleteComment leaves "comment deleted" in its place (COLLAB-03).
func DeleteComment(tx *store.Tx, author *parley.User, m *parley.Message) error {
	if err := ownComment(author, m); err != nil {
		return err
	}
	m.Text, m.HasHTML, m.HasAttachment, m.DeletedAt = "", false, false, tx.Now
	if err := tx.DropMessageContent(m.ID); err != nil {
		return err
	}
	return changeComment(tx, author, m, parley.CommentDeleted)
}

func changeComment(tx *store.Tx, author *parley.User, m *parley.Message, kind parley.EventKind) error {
	if err := tx.Save("message", m); err != nil {
		return err
	}
	th, err := tx.Thread(m.ThreadID)
	if err != nil {
		return err
	}
	seq := th.ActivitySeq
	if err := Recount(tx, th); err != nil {
		return err
	}
	th.ActivitySeq = seq
	return save(tx, parley.ByUser(author.ID), th, kind, map[string]any{"message": m.UID})
}

func ownComment(author *parley.User, m *parley.Message) error {
	if m.Kind != parley.KindComment || !m.DeletedAt.IsZero() {
		return parley.NotFoundf("no such comment")
	}
	if m.Actor() != parley.ByUser(author.ID) {
		return parley.Errorf(parley.Forbidden, "only its author can change a comment")
	}
	return nil
}
