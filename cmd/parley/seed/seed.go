// Package seed fills an empty installation with a small believable company:
// two teams, threads in every state, long and hostile messages, a chat, help
// articles, companies, deals, tickets. The same call gives the same company, so screenshots, stories and tests can rely on it. It
// goes through the same doors as real mail.
package seed

import (
	"context"
	"fmt"
	"time"

	"parley/internal/channel"
	"parley/internal/ingest"
	"parley/internal/notify"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

// Company is what Fill works on.
type Company struct {
	DB       *store.DB
	Receiver *ingest.Receiver
	Admin    *parley.User
	// PasswordHash lets the colleagues sign in; empty: they cannot.
	PasswordHash string

	now     time.Time
	account *parley.ChannelAccount
	users   map[string]*parley.User
	tags    map[string]parley.TagID
	count   int
}

// Fill adds the company's people and conversations.
func (c *Company) Fill(ctx context.Context) error {
	c.now = c.DB.Now().UTC().Truncate(time.Minute)
	if err := c.DB.Write(ctx, c.people); err != nil {
		return fmt.Errorf("seed people: %w", err)
	}
	for _, s := range stories {
		if err := c.tell(ctx, s); err != nil {
			return fmt.Errorf("seed %q: %w", s.subject, err)
		}
	}
	if err := c.chat(ctx); err != nil {
		return fmt.Errorf("seed the chat: %w", err)
	}
	if err := c.DB.Write(ctx, c.records); err != nil {
		return fmt.Errorf("seed what is known of customers: %w", err)
	}
	if err := c.DB.Write(ctx, c.help); err != nil {
		return fmt.Errorf("seed the help articles: %w", err)
	}
	return nil
}

// noMail keeps the company's notifications out of anybody's mailbox.
func noMail(tx *store.Tx, id parley.UserID) error {
	choices := notify.Choices{}
	for _, t := range notify.Topics {
		choices[t] = notify.Ways{Bell: true}
	}
	return notify.SetChoices(tx, id, choices)
}

// people adds teams, colleagues, tags and snippets.
func (c *Company) people(tx *store.Tx) error {
	accounts, err := tx.ChannelAccounts(0)
	if err != nil || len(accounts) == 0 {
		return fmt.Errorf("no channel to write to: %v", err)
	}
	c.account = accounts[0]
	teams := map[string]parley.TeamID{}
	for _, name := range []string{"Customer care", "Billing"} {
		id := parley.TeamID(tx.NewID())
		teams[name] = id
		if err := tx.Insert("team", &parley.Team{ID: id, Name: name, CreatedAt: tx.Now}); err != nil {
			return err
		}
	}
	c.users = map[string]*parley.User{"admin": c.Admin}
	for _, p := range colleagues {
		u, err := settings.NewUser(p.email, p.first, p.last, p.language, "Europe/Paris")
		if err != nil {
			return err
		}
		u.ID, u.CreatedAt, u.PasswordHash, u.PrimaryTeamID, u.Availability = parley.UserID(tx.NewID()), tx.Now, c.PasswordHash, teams[p.team], p.availability
		u.SignatureHTML = "<p>" + p.first + " " + p.last + "<br>" + p.team + "</p>"
		if err := tx.Insert("user", u); err != nil {
			return err
		}
		if err := noMail(tx, u.ID); err != nil {
			return err
		}
		c.users[p.first] = u
	}
	return c.words(tx)
}

// words adds tags, snippets and templates.
func (c *Company) words(tx *store.Tx) error {
	c.tags = map[string]parley.TagID{}
	for _, t := range tags {
		id := parley.TagID(tx.NewID())
		c.tags[t.name] = id
		if err := tx.Insert("tag", &store.Tag{ID: id, InboxID: c.account.InboxID, Name: t.name, Color: t.color, CreatedAt: tx.Now}); err != nil {
			return err
		}
	}
	for _, s := range snippets {
		s.ID, s.Scope, s.OwnerID, s.CreatedAt, s.UpdatedAt = tx.NewID(), "everyone", c.Admin.ID, tx.Now, tx.Now
		if err := tx.Insert("snippet", &s); err != nil {
			return err
		}
	}
	_, err := tx.Event(&parley.Event{ActorKind: parley.ActorSystem, Kind: "company.seeded", Object: "user"})
	return err
}

// tell plays one story: mails in, answers out, comments and verbs.
func (c *Company) tell(ctx context.Context, s story) error {
	var thread parley.ThreadID
	var ids []string
	for i, l := range s.lines {
		at := c.now.Add(-s.ago + time.Duration(i)*17*time.Minute)
		var err error
		switch {
		case l.by == "":
			thread, ids, err = c.receive(ctx, s, l, at, ids)
		case l.comment:
			err = c.comment(ctx, thread, l)
		default:
			ids, err = c.answer(ctx, s, l, at, ids)
		}
		if err != nil {
			return err
		}
	}
	return c.finish(ctx, thread, s)
}

func (c *Company) receive(ctx context.Context, s story, l line, at time.Time, ids []string) (parley.ThreadID, []string, error) {
	from := s.from
	if l.from != nil {
		from = *l.from
	}
	in := c.inbound(s, l, at, ids)
	in.From, in.To, in.Cc = from, []parley.Address{{Address: c.account.Address}}, l.cc
	in.Marketing = s.marketing
	res, err := c.Receiver.Receive(ctx, in)
	return res.ThreadID, append(ids, in.MailID), err
}

// inbound is a mail of a story, ours or theirs.
func (c *Company) inbound(s story, l line, at time.Time, ids []string) *channel.Inbound {
	c.count++
	subject := s.subject
	if len(ids) > 0 {
		subject = "Re: " + subject
	}
	in := &channel.Inbound{AccountID: c.account.ID, Channel: parley.ChannelEmail, Key: fmt.Sprintf("seed:%d", c.count), At: at, ReceivedAt: at, Subject: subject,
		Text: l.text, Reply: l.text, HTML: l.html, MailID: fmt.Sprintf("seed-%d@atlas.example", c.count), References: ids, ContentHash: fmt.Sprintf("seed-%d", c.count),
		Files: l.files, Authenticated: "pass"}
	if len(ids) > 0 {
		in.InReplyTo = ids[len(ids)-1:]
	}
	return in
}

// answer is a colleague's mail as the Sent folder would bring it.
func (c *Company) answer(ctx context.Context, s story, l line, at time.Time, ids []string) ([]string, error) {
	u := c.users[l.by]
	in := c.inbound(s, l, at, ids)
	in.Ours, in.From, in.To = true, parley.Address{Name: u.Name(), Address: u.Email}, []parley.Address{s.from}
	_, err := c.Receiver.Receive(ctx, in)
	return append(ids, in.MailID), err
}

func (c *Company) comment(ctx context.Context, id parley.ThreadID, l line) error {
	return c.DB.Write(ctx, func(tx *store.Tx) error {
		th, err := tx.Thread(id)
		if err != nil {
			return err
		}
		n := triage.NewComment{ClientID: fmt.Sprintf("seed-comment-%d", tx.NewID()), Text: l.text, HTML: "<p>" + l.text + "</p>"}
		if l.mention != "" {
			n.Mentions = []parley.UserID{c.users[l.mention].ID}
		}
		_, err = triage.AddComment(tx, parley.ByUser(c.users[l.by].ID), th, n)
		return err
	})
}

// finish brings the thread into its state.
func (c *Company) finish(ctx context.Context, id parley.ThreadID, s story) error {
	var verbs []triage.Verb
	if s.owner != "" {
		verbs = append(verbs, triage.Verb{Action: triage.Assign, Assignee: parley.ByUser(c.users[s.owner].ID)})
	}
	for _, t := range s.tags {
		verbs = append(verbs, triage.Verb{Action: triage.Tag, TagID: c.tags[t]})
	}
	for _, a := range s.then {
		v := triage.Verb{Action: a}
		if a == triage.Snooze {
			v.Until = c.now.Add(20 * time.Hour)
		}
		verbs = append(verbs, v)
	}
	by := parley.ByUser(c.Admin.ID)
	for _, v := range verbs {
		allowed := func(*store.Tx, *parley.Thread) error { return nil }
		res, err := triage.Do(ctx, c.DB, by, v, []parley.ThreadID{id}, allowed)
		if err != nil {
			return err
		}
		if err := res.Outcomes[0].Err; err != nil {
			return err
		}
	}
	return nil
}
