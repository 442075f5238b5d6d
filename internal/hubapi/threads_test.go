package hubapi

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/triage"
)

const threads = conversations + "/threads"

// chat makes a conversation of a visitor whom nobody knows.
func (s *shop) chat() (th *parley.Thread, acct *parley.ChannelAccount) {
	s.t.Helper()
	s.write(func(tx *store.Tx) error {
		all, err := tx.ChannelAccounts(0)
		if err != nil {
			return err
		}
		for _, a := range all {
			if a.Channel == parley.ChannelChat {
				acct = a
			}
		}
		v := &parley.Visitor{ID: parley.VisitorID(tx.NewID()), Key: "k", CreatedAt: tx.Now}
		if err := tx.Insert("visitor", v); err != nil {
			return err
		}
		th = &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: acct.InboxID, Status: parley.ThreadOpen, Channel: parley.ChannelChat, AccountID: acct.ID, VisitorID: v.ID, BotState: parley.BotNone, CreatedAt: tx.Now}
		if err := tx.Insert("thread", th); err != nil {
			return err
		}
		for _, m := range []*parley.Message{
			{ActorKind: parley.ActorBot, ActorID: 1, Direction: parley.Outgoing, Status: parley.MessageSent, Text: "How can we help?", Reason: "welcome"},
			{ActorKind: parley.ActorVisitor, ActorID: int64(v.ID), Direction: parley.Incoming, Status: parley.MessageReceived, Text: "Hello?"},
		} {
			m.Kind, m.Channel, m.AccountID = parley.KindMessage, parley.ChannelChat, acct.ID
			if err := triage.Append(tx, th, triage.NewMessage{Message: m}); err != nil {
				return err
			}
		}
		return triage.Store(tx, th)
	})
	return th, acct
}

// API-17, API-21, API-22, API-24, API-25: a chat, whose visitor is no contact.
func TestThreads_chat(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	th, acct := s.chat()
	s.ids["chat"], s.ids["widget"], s.ids["visitor"] = th.ID.String(), acct.ID.String(), th.VisitorID.String()
	got := s.must(200, "GET", threads+"/<chat>", "")
	if got.text("associatedContactId") != th.VisitorID.String() || got.text("originalChannelId") != "1000" {
		t.Errorf("got %s", got.body)
	}
	all := s.must(200, "GET", threads+"/<chat>/messages?sort=createdAt", "")
	for path, want := range map[string]string{
		"results.0.type": "WELCOME_MESSAGE", "results.1.type": "MESSAGE", "results.1.createdBy": "V-" + s.ids["visitor"], "results.1.direction": "INCOMING", "results.1.client.clientType": "HUBSPOT",
		"results.1.senders.0.deliveryIdentifier.type": "CHANNEL_SPECIFIC_OPAQUE_ID", "results.1.senders.0.deliveryIdentifier.value": s.ids["visitor"], "results.0.client.clientType": "SYSTEM",
	} {
		if all.text(path) != want {
			t.Errorf("%s: got %q, want %q", path, all.text(path), want)
		}
	}
	const answer = `{"type":"MESSAGE","text":"Yes?","senderActorId":"A-<ada>","channelId":1000,"channelAccountId":"<widget>","recipients":[{"deliveryIdentifier":{"type":"CHANNEL_SPECIFIC_OPAQUE_ID","value":"<visitor>"}}]}`
	s.must(200, "PATCH", threads+"/<chat>", `{"status":"CLOSED"}`)
	sent := s.must(201, "POST", threads+"/<chat>/messages", answer)
	if sent.text("status.statusType") != "SENT" || sent.text("recipients.0.actorId") != "V-"+s.ids["visitor"] {
		t.Errorf("got %s", sent.body)
	}
	if got := s.must(200, "GET", threads+"/<chat>", ""); got.text("status") != "CLOSED" {
		t.Errorf("an answer of a program reopened the conversation: %s", got.body)
	}
	s.must(400, "POST", threads+"/<chat>/messages", strings.Replace(answer, "CHANNEL_SPECIFIC_OPAQUE_ID", "HS_EMAIL_ADDRESS", 1))
	if got := s.must(200, "GET", threads+"?associatedContactId=<visitor>", ""); got.text("results.0.id") != s.ids["chat"] {
		t.Errorf("got %s", got.body)
	}
	if got := s.must(200, "GET", conversations+"/actors/V-<visitor>", ""); got.text("type") != "VISITOR" {
		t.Errorf("got %s", got.body)
	}
}

// API-18: a thread that was merged answers with the one that it stands in; a bot
// keeps one open.
func TestThreads_mergedAndHeld(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	var into *parley.Thread
	s.write(func(tx *store.Tx) (err error) {
		if into, _, err = s.arrive(tx, "Once more"); err != nil {
			return err
		}
		from, err := tx.Thread(s.thread.ID)
		if err == nil {
			_, err = triage.Merge(tx, parley.ByUser(s.mia.ID), from, into)
		}
		return err
	})
	if got := s.must(200, "GET", threads+"/<thread>", ""); got.text("id") != into.ID.String() {
		t.Errorf("got %s", got.body)
	}
	if got := s.must(200, "GET", threads, ""); strings.Count(string(got.body), `"status"`) != 1 {
		t.Errorf("the merged one is listed: %s", got.body)
	}
	held, _ := s.chat()
	s.write(func(tx *store.Tx) error {
		held.BotState, held.LastVisitorActivityAt = parley.BotActive, tx.Now
		return triage.Store(tx, held)
	})
	s.must(409, "PATCH", threads+"/"+held.ID.String(), `{"status":"CLOSED"}`)
}

// API-04, ATK-16: an app that is let into one inbox alone sees and writes nothing
// of the others, by whatever way.
func TestThreads_narrowApp(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	comment := s.must(201, "POST", threads+"/<thread>/messages", `{"type":"COMMENT","text":"x","attachments":[{"fileId":`+s.must(201, "POST", "/files/v3/files", upload).text("id")+`}]}`)
	s.ids["attached"] = comment.text("attachments.0.fileId")
	for _, path := range []string{threads, threads + "?inboxId=<support>", threads + "?associatedContactId=<contact>", conversations + "/channel-accounts?inboxId=<support>"} {
		if got := s.ask(s.narrow, "GET", s.named(path), ""); got.status != http.StatusOK || strings.Contains(string(got.body), `"id"`) {
			t.Errorf("%s: got %d %s", path, got.status, got.body)
		}
	}
	if got := s.ask(s.narrow, "GET", conversations+"/inboxes", ""); got.text("total") != "1" {
		t.Errorf("got %s", got.body)
	}
	if got := s.ask(s.narrow, "GET", s.named("/files/v3/files/<attached>"), ""); got.status != http.StatusNotFound {
		t.Errorf("a file of a conversation: got %d", got.status)
	}
}

// API-04, SET-15: a token is kept as a hash alone; scopes that are taken from a
// private app are gone at once, and so is the app that is archived.
func TestApps_rightsEndAtOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.must(200, "GET", threads, "")
	tables, err := s.db.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, rows := range tables {
		if bytes.Contains(rows, []byte(s.token)) || bytes.Contains(rows, []byte(s.key)) {
			t.Errorf("table %s holds a token or the developer key", name)
		}
	}
	s.write(func(tx *store.Tx) error {
		s.app.Scopes = []string{"files"}
		return settings.UpdateApp(tx, s.ada, s.app)
	})
	if got := s.must(403, "GET", threads, ""); got.text("errors.0.context.requiredGranularScopes.0") != "conversations.read" {
		t.Errorf("got %s", got.body)
	}
	s.must(200, "GET", "/files/v3/files/search", "")
	s.write(func(tx *store.Tx) error { return settings.ArchiveApp(tx, s.ada, s.app) })
	s.must(401, "GET", "/files/v3/files/search", "")
}

// API-10, API-11, API-13: pages, lists and times as programs write them.
func TestQuery_forms(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	s.write(func(tx *store.Tx) error {
		for range 4 {
			if _, _, err := s.arrive(tx, "More"); err != nil {
				return err
			}
		}
		return nil
	})
	for _, sort := range []string{"", "sort=-id&", "sort=latestMessageTimestamp&latestMessageTimestampAfter=1577836800000&", "sort=-latestMessageTimestamp&latestMessageTimestampAfter=2020-01-01T00:00:00Z&"} {
		seen, path := map[string]bool{}, threads+"?"+sort+"limit=2&inboxId=<support>,<support>&inboxId=<support>"
		for pages := 0; path != ""; pages++ {
			page := s.must(200, "GET", path, "")
			for _, place := range []string{"results.0.id", "results.1.id"} {
				if id := page.text(place); id != "" {
					seen[id] = true
				}
			}
			link := page.text("paging.next.link")
			if (link == "") != (pages == 2) {
				t.Fatalf("%s: page %d leads to %q", sort, pages, link)
			}
			path = strings.TrimPrefix(link, s.server.BaseURL)
		}
		if len(seen) != 5 {
			t.Errorf("%s: saw %d threads, want 5", sort, len(seen))
		}
	}
	for _, bad := range []string{"limit=0", "limit=501", "limit=x", "after=x", "archived=maybe", "inboxId=x", "sort=subject", "threadStatus=HALF", "latestMessageTimestampAfter=yesterday"} {
		s.must(400, "GET", threads+"?"+bad, "")
	}
}
