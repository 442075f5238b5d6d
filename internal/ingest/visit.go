package ingest

import (
	"fmt"

	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// enter finds the visitor who writes, making the row with the first message.
// What the row knows of address and contact stands: the widget cannot change
// it with a message.
func (a *arrival) enter() error {
	visit := a.in.Visit
	if visit == nil {
		return nil
	}
	told := *visit.Visitor
	v, err := a.tx.VisitorByKey(told.Key)
	if err != nil {
		return err
	}
	if v == nil {
		v = &told
		v.ID, v.CreatedAt, v.SeenAt = parley.VisitorID(a.tx.NewID()), a.tx.Now, a.tx.Now
		err = a.tx.Insert("visitor", v)
	} else {
		v.Language, v.Timezone, v.Device, v.SeenAt = told.Language, told.Timezone, told.Device, a.tx.Now
		v.Views = max(v.Views, told.Views)
		if visit.PageURL != "" {
			v.PageURL, v.PageTitle = visit.PageURL, visit.PageTitle
		}
		err = a.tx.Save("visitor", v)
	}
	a.visitor = v
	a.in.From = parley.Address{Name: v.Name, Address: v.Email}
	return err
}

// judgeVisitor filters what a blocked visitor writes; nobody tells the visitor
// (SPAM-09).
func (a *arrival) judgeVisitor() error {
	rules, err := a.tx.SenderRulesFor(triage.VisitorRule(a.visitor.ID), "")
	if err != nil {
		return err
	}
	for _, r := range rules {
		if r.List == "block" {
			a.verdict = Verdict{true, Blocked}
		}
	}
	if a.thread != nil && a.thread.Spam && !a.thread.Trashed {
		a.verdict = Verdict{true, a.thread.SpamReason}
	}
	if a.verdict.Spam && a.thread != nil && !a.thread.Spam {
		th := a.thread
		th.Spam, th.SpamAt, th.SpamReason = true, a.tx.Now, a.verdict.Reason
		_, err = triage.Note(a.tx, parley.System, th, parley.ThreadSpammed, map[string]any{"reason": a.verdict.Reason})
	}
	return err
}

// beginChat keeps what the thread has beside others, and what the widget said
// before its visitor did (CHAT-05).
func (a *arrival) beginChat(fresh bool) error {
	visit := a.in.Visit
	if visit == nil {
		return nil
	}
	a.thread.LastVisitorActivityAt = a.tx.Now
	if visit.Consent != "" {
		c := &parley.ChatConsent{ID: a.tx.NewID(), VisitorID: a.visitor.ID, ContactID: a.visitor.ContactID, ChatflowID: visit.ChatflowID, Text: visit.Consent, CreatedAt: a.tx.Now}
		if err := a.tx.Insert("chat_consent", c); err != nil {
			return err
		}
	}
	if !fresh {
		return nil
	}
	chat := &parley.Chat{ThreadID: a.thread.ID, VisitorID: a.visitor.ID, ChatflowID: visit.ChatflowID, PageURL: visit.PageURL, PageTitle: visit.PageTitle, Language: visit.Language}
	if err := a.tx.SetChat(chat); err != nil || visit.Welcome == "" {
		return err
	}
	m := &parley.Message{Kind: parley.KindMessage, CreatedAt: a.when(), ActorKind: parley.ActorSystem, Direction: parley.Outgoing, Status: parley.MessageSent,
		Channel: parley.ChannelChat, AccountID: a.acct.ID, Text: visit.Welcome, Reason: "welcome"}
	return triage.Append(a.tx, a.thread, triage.NewMessage{Message: m, Quiet: true})
}

// visitorContact is the person whom a visitor turned out to be, or claims to
// be by an address that is not proved (CHAT-11).
func (a *arrival) visitorContact() error {
	v := a.visitor
	if v.ContactID != 0 && !a.verdict.Spam && a.thread.ContactID == 0 && !a.thread.ContactDetached {
		a.thread.ContactID = v.ContactID
	}
	if err := a.attachContact(); err != nil || v.ContactID != 0 || a.contact == nil {
		return err
	}
	v.ContactID = a.contact.ID
	return a.tx.Save("visitor", v)
}

// uploaded are the files that the visitor uploaded for this message.
func (a *arrival) uploaded() ([]*parley.Attachment, error) {
	var out []*parley.Attachment
	for _, id := range a.in.Visit.FileIDs {
		f, err := a.tx.Attachment(id)
		if err != nil || f.VisitorID != a.visitor.ID || f.MessageID != 0 {
			return nil, parley.Invalidf("file_ids", "an attached file is not there any more: attach it again")
		}
		out = append(out, f)
	}
	return out, nil
}

// callVisitor is how a thread names somebody who gave no name.
func callVisitor(tx *store.Tx, v *parley.Visitor) string {
	switch {
	case v.Name != "":
		return v.Name
	case v.Email != "":
		return v.Email
	}
	word := "Visitor"
	if a, err := tx.Account(); err == nil && a != nil && a.Language == "fr" {
		word = "Visiteur"
	}
	return fmt.Sprintf("%s %04d", word, v.ID%10000)
}

// proveVisitor takes an address that a visitor only typed for the visitor's own
// once a mail from it answers ours: nobody else has its id or its token.
func (a *arrival) proveVisitor() error {
	if a.thread == nil || a.thread.VisitorID == 0 || a.in.Ours || a.in.Channel != parley.ChannelEmail || a.in.Auto != "" || a.in.Authenticated == "fail" {
		return nil
	}
	if a.why != ByReply && a.why != ByToken && a.in.Authenticated != "pass" {
		return nil
	}
	v, err := a.tx.Visitor(a.thread.VisitorID)
	if parley.KindOf(err) == parley.NotFound {
		return nil
	}
	if err != nil || v.EmailVerified || v.Email == "" || v.Email != a.in.From.Address {
		return err
	}
	v.EmailVerified = true
	if err := a.tx.Save("visitor", v); err != nil {
		return err
	}
	if err := a.tx.AcceptParticipant(a.thread.ID, v.Email); err != nil {
		return err
	}
	_, err = triage.Note(a.tx, parley.System, a.thread, parley.ThreadChanged, nil)
	return err
}

// choose makes a message out of what a visitor picked of the quick replies of
// another: its words are those that were offered (API-23).
func (a *arrival) choose(m *parley.Message) error {
	if a.in.Visit == nil || a.in.Visit.Choice == nil {
		return nil
	}
	picked := a.in.Visit.Choice
	offer, err := a.tx.Message(picked.Message)
	if err != nil || offer.ThreadID != a.thread.ID || offer.Direction != parley.Outgoing || offer.Offer() == nil {
		return parley.Invalidf("choice", "this conversation offers nothing to choose from")
	}
	if m.Text, err = offer.Offer().Choose(picked.Values); err != nil {
		return err
	}
	m.Enclosures = []parley.Enclosure{{Type: parley.EnclosedChoice, Answers: offer.UID, Values: picked.Values}}
	return nil
}
