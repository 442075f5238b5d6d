package main

import (
	"context"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/crm"
	"parley/internal/helpdesk"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// Moving in: an account that answers as HubSpot's does comes out equal on the
// other side, a dry run changes nothing, and a second run moves only what
// changed.
func TestImport_hubspot(t *testing.T) {
	t.Parallel()
	there, here := newOptions(t), newOptions(t)
	server := httptest.NewUnstartedServer(nil)
	there.BaseURL = "http://" + server.Listener.Addr().String()
	there.APILimit, there.APISearchLimit = 10_000, 10_000
	from, to := openProgram(t, &there), openProgram(t, &here)
	admin, acct := setUp(t, from)
	setUp(t, to)
	server.Config.Handler = from.handler()
	server.Start()
	t.Cleanup(server.Close)
	token := richAccount(t, from, admin, acct)
	run := func(dry bool) string {
		t.Helper()
		c := importHubSpotCommand{options: here, Token: token, URL: server.URL, DryRun: dry}
		m := c.move(to)
		m.Progress = nil
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		if err := m.Run(ctx); err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		printMoved(&out, &m.Report)
		return out.String()
	}
	head := headOf(t, to)
	if got := run(true); !strings.Contains(got, "Contacts") || headOf(t, to) != head {
		t.Errorf("a dry run wrote something or saw nothing:\n%s", got)
	}
	report := run(false)
	if strings.Contains(report, "not moved") {
		t.Errorf("left behind:\n%s", report)
	}
	if want, got := account(t, from), account(t, to); !slices.Equal(want, got) {
		t.Errorf("not equal; only there:\n%s\nonly here:\n%s", lacking(want, got), lacking(got, want))
	}
	head = headOf(t, to)
	if again := run(false); headOf(t, to) != head {
		t.Errorf("a second run changed something:\n%s", again)
	}
	storetest.Write(t, from.db, func(tx *store.Tx) error {
		c, err := crm.FindBy(&tx.Reader, parley.TypeContact, "email", "ann@northwind.example")
		if err == nil {
			_, err = crm.UpdateRecord(tx, crm.ByUser(admin.ID), c, map[string]string{"jobtitle": "Director"})
		}
		return err
	})
	run(false)
	if want, got := account(t, from), account(t, to); !slices.Equal(want, got) {
		t.Errorf("after a change; only there:\n%s\nonly here:\n%s", lacking(want, got), lacking(got, want))
	}
}

func headOf(t *testing.T, p *program) int64 {
	t.Helper()
	head, err := p.db.Read(t.Context()).Head()
	if err != nil {
		t.Fatal(err)
	}
	return head
}

// richAccount fills an installation with some of everything and returns a token
// that may read it.
func richAccount(t *testing.T, p *program, admin *parley.User, acct *parley.ChannelAccount) (token string) {
	t.Helper()
	by := crm.ByUser(admin.ID)
	blobs, err := p.blobs.Put([]byte("an old invoice"))
	if err != nil {
		t.Fatal(err)
	}
	storetest.Write(t, p.db, func(tx *store.Tx) error {
		for _, prop := range []*parley.Property{{Name: "shoe_size", Label: "Shoe size", Kind: parley.KindNumber, Field: "number"},
			{Name: "likes", Label: "Likes", Kind: parley.KindEnum, Field: "checkbox", Options: []parley.Option{{Value: "tea", Label: "Tea"}, {Value: "rain", Label: "Rain"}}}} {
			prop.Type, prop.Group = parley.TypeContact, "contactinformation"
			if err := crm.CreateProperty(tx, by.Actor, prop); err != nil {
				return err
			}
		}
		boats, err := crm.CreateObjectType(tx, by.Actor, &crm.NewType{Type: parley.ObjectType{Name: "boat", Labels: parley.Labels{Singular: "Boat", Plural: "Boats"}, Primary: "name", Searchable: []string{"name"}},
			Properties: []*parley.Property{{Name: "name", Label: "Name", Kind: parley.KindString, Field: "text"}, {Name: "launched", Label: "Launched", Kind: parley.KindDate, Field: "date"}}})
		if err != nil {
			return err
		}
		if err := crm.SavePipeline(tx, by.Actor, &parley.Pipeline{Type: parley.TypeTicket, Label: "Repairs", Stages: []*parley.Stage{{Label: "In the yard"}, {Label: "Afloat", Closed: true}}}); err != nil {
			return err
		}
		make := func(kind parley.ObjectTypeID, properties map[string]string, joins ...crm.Join) (*parley.Record, error) {
			return crm.CreateRecord(tx, by, &crm.New{Type: kind, Properties: properties, Associations: joins})
		}
		ann, err := make(parley.TypeContact, map[string]string{"email": "ann@northwind.example", "firstname": "Ann", "lastname": "Lee & Söhne <3", "shoe_size": "38.50", "likes": "tea;rain", "hubspot_owner_id": admin.ID.Owner().String()})
		if err != nil {
			return err
		}
		for _, x := range []struct {
			kind       parley.ObjectTypeID
			properties map[string]string
		}{
			{parley.TypeDeal, map[string]string{"dealname": "Sails", "amount": "1500.50", "dealstage": "contractsent", "closedate": "2027-01-31T12:00:00.000Z"}},
			{parley.TypeNote, map[string]string{"hs_timestamp": "2026-03-01T10:00:00.000Z", "hs_note_body": "<p>Prefers tea.</p>"}},
			{parley.TypeTask, map[string]string{"hs_timestamp": "2026-12-01T10:00:00.000Z", "hs_task_subject": "Call back", "hs_task_priority": "HIGH"}},
			{parley.TypeFeedback, map[string]string{"hs_survey_type": "NPS", "hs_value": "9", "hs_content": "Fine."}},
			{boats.ID, map[string]string{"name": "Gull", "launched": "1999-07-01"}},
		} {
			if _, err := make(x.kind, x.properties, crm.Join{To: ann.ID}); err != nil {
				return err
			}
		}
		if err := oldThread(tx, admin, acct, ann, blobs[0]); err != nil {
			return err
		}
		var scopes []string
		for _, g := range parley.ScopeGroups {
			scopes = append(scopes, g.Scopes...)
		}
		secrets, err := settings.CreateApp(tx, admin, &parley.App{Kind: parley.AppPrivate, Name: "Moving out", Scopes: scopes})
		token = secrets.Token
		return err
	})
	return token
}

// oldThread is a closed conversation with an answer, a comment, a file and a
// ticket.
func oldThread(tx *store.Tx, admin *parley.User, acct *parley.ChannelAccount, ann *parley.Record, blob string) error {
	if err := helpdesk.WriteOptions(tx, parley.ByUser(admin.ID), helpdesk.Options{InInbox: true}); err != nil {
		return err
	}
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: acct.InboxID, Status: parley.ThreadClosed, ClosedAt: tx.Now, Channel: parley.ChannelEmail, AccountID: acct.ID, Subject: "An invoice", ContactID: parley.ContactID(ann.ID),
		BotState: parley.BotNone, CreatedAt: tx.Now}
	if err := tx.Insert("thread", th); err != nil {
		return err
	}
	annSays := parley.Address{Name: "Ann", Address: "ann@northwind.example"}
	desk := parley.Address{Address: acct.Address}
	for i, m := range []*parley.Message{
		{Kind: parley.KindMessage, Direction: parley.Incoming, Status: parley.MessageReceived, ActorKind: parley.ActorContact, ActorID: int64(ann.ID), From: annSays, To: []parley.Address{desk}, Text: "Where is it?", Subject: "An invoice"},
		{Kind: parley.KindMessage, Direction: parley.Outgoing, Status: parley.MessageSent, ActorKind: parley.ActorUser, ActorID: int64(admin.ID), From: desk, To: []parley.Address{annSays}, Text: "Here it is.", Subject: "Re: An invoice"},
		{Kind: parley.KindComment, ActorKind: parley.ActorUser, ActorID: int64(admin.ID), Text: "She always asks."},
	} {
		m.Channel, m.AccountID, m.CreatedAt = parley.ChannelEmail, acct.ID, tx.Now.Add(time.Duration(i-9)*time.Second)
		var files []*parley.Attachment
		if i == 1 {
			files = append(files, &parley.Attachment{Name: "invoice.txt", ContentType: "text/plain", Size: 14, Hash: blob})
		}
		if err := triage.Append(tx, th, triage.NewMessage{Message: m, Files: files}); err != nil {
			return err
		}
	}
	if err := triage.Store(tx, th); err != nil {
		return err
	}
	_, err := helpdesk.Create(tx, crm.ByUser(admin.ID), th, map[string]string{"hs_ticket_priority": "HIGH", "hs_pipeline_stage": "4"})
	return err
}

// account tells all that an installation holds, a line each, without the
// numbers that differ.
func account(t *testing.T, p *program) (out []string) {
	t.Helper()
	r := p.db.Read(t.Context())
	schema, err := r.Schema()
	check(t, err)
	title := map[parley.RecordID]string{}
	var all []*parley.Record
	for _, kind := range schema.Types {
		some, err := r.PageRecords(kind.ID, false, 0, 1000)
		check(t, err)
		for _, rec := range some {
			title[rec.ID] = kind.Name + " " + rec.Properties[kind.Primary]
		}
		all = append(all, some...)
	}
	for _, rec := range all {
		var values []string
		for _, name := range slices.Sorted(maps.Keys(rec.Properties)) {
			if !slices.Contains([]string{"hs_source_object_id", "associatedcompanyid", "hubspot_owner_id", "time_to_close"}, name) {
				values = append(values, name+"="+rec.Properties[name])
			}
		}
		out = append(out, title[rec.ID]+": "+strings.Join(values, " | ")+ifOwned(rec))
		joined, err := r.Associations(rec.ID, 0)
		check(t, err)
		for _, a := range joined {
			out = append(out, title[rec.ID]+" ↔ "+title[a.ToID])
		}
	}
	inboxes, err := r.Inboxes()
	check(t, err)
	var threads []*parley.Thread
	for _, in := range inboxes {
		some, err := r.ThreadsAfter(in.ID, 0, 100)
		check(t, err)
		threads = append(threads, some...)
	}
	for _, th := range threads {
		items, err := r.Messages(th.ID, nil, 100)
		check(t, err)
		out = append(out, "thread "+th.Subject+" "+string(th.Status)+" "+string(th.Channel)+" of "+title[parley.RecordID(th.ContactID)]+" with "+title[th.TicketID]+ifFiled(th))
		for _, m := range items {
			out = append(out, "said "+m.UID+" "+string(m.Kind)+" "+string(m.Direction)+" "+m.From.Address+" "+m.Subject+" "+m.Text+" "+string(m.ActorKind)+" "+m.CreatedAt.String())
		}
	}
	slices.Sort(out)
	return out
}

func ifOwned(rec *parley.Record) string {
	if rec.OwnerID != 0 {
		return " | owned"
	}
	return ""
}

func ifFiled(th *parley.Thread) string {
	if th.HasAttachment {
		return " and a file"
	}
	return ""
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func lacking(a, b []string) string {
	var out []string
	for _, line := range a {
		if !slices.Contains(b, line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}
