package crm_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
	"parley/internal/view"
)

// choosing is an inbox with views that choose by lists of contacts.
type choosing struct {
	*testing.T
	db      *store.DB
	by      *parley.User
	inbox   parley.InboxID
	views   map[string]*store.View
	threads map[string][]parley.ThreadID // by who they are with
}

func newChoosing(t *testing.T) *choosing {
	t.Helper()
	c := &choosing{T: t, db: storetest.New(t), by: &parley.User{ID: 5}, inbox: 1, views: map[string]*store.View{}, threads: map[string][]parley.ThreadID{}}
	storetest.Write(t, c.db, crm.Furnish)
	storetest.Write(t, c.db, func(tx *store.Tx) error {
		if err := tx.Insert("inbox", &parley.Inbox{ID: c.inbox, Name: "Support", Everyone: true}); err != nil {
			return err
		}
		return view.CreateStandards(tx, c.inbox)
	})
	jobs := job.NewRunner(c.db)
	view.Handle(jobs, c.db)
	crm.HandleLists(jobs, c.db)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); jobs.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return c
}

// person makes a contact with conversations.
func (c *choosing) person(name string, conversations int, properties ...string) (rec *parley.Record) {
	c.Helper()
	storetest.Write(c.T, c.db, func(tx *store.Tx) (err error) {
		values := map[string]string{"firstname": name, "email": name + "@gmail.com"}
		for i := 0; i < len(properties); i += 2 {
			values[properties[i]] = properties[i+1]
		}
		if rec, err = crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeContact, Properties: values}); err != nil {
			return err
		}
		for range conversations {
			th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: c.inbox, ContactID: parley.ContactID(rec.ID), Status: parley.ThreadOpen, Channel: parley.ChannelEmail, BotState: parley.BotNone, CreatedAt: tx.Now}
			c.threads[name] = append(c.threads[name], th.ID)
			if err := tx.Insert("thread", th); err != nil {
				return err
			}
			if err := triage.Store(tx, th); err != nil {
				return err
			}
		}
		return nil
	})
	return rec
}

func (c *choosing) list(name string, filters ...crm.Filter) *store.RecordList {
	c.Helper()
	l := &store.RecordList{Type: parley.TypeContact, Name: name, Fixed: len(filters) == 0}
	storetest.Write(c.T, c.db, func(tx *store.Tx) error {
		return crm.SaveList(tx, parley.System, l, []crm.FilterGroup{{Filters: filters}})
	})
	return l
}

func (c *choosing) view(name, condition string, args ...any) {
	c.Helper()
	v := &store.View{InboxID: c.inbox, Name: name, Shared: "everyone", Filter: `{"op":"and","children":[` + fmt.Sprintf(condition, args...) + `]}`}
	storetest.Write(c.T, c.db, func(tx *store.Tx) error { return settings.CreateView(tx, c.by, v) })
	c.views[name] = v
}

// holds waits until a view holds the conversations of some people and no others,
// and its counter says so.
func (c *choosing) holds(name string, people ...string) {
	c.Helper()
	var want []parley.ThreadID
	for _, p := range people {
		want = append(want, c.threads[p]...)
	}
	slices.Sort(want)
	var got []parley.ThreadID
	for deadline := time.After(time.Minute); ; {
		changed := c.db.Changed()
		r := c.db.Read(c.Context())
		var err error
		if got, err = r.ViewThreadIDs(c.views[name].ID, 0, 10_000); err != nil {
			c.Fatal(err)
		}
		count := int64(0)
		if len(got) > 0 {
			if count, err = r.CountOf(c.views[name].ID, 0); err != nil {
				c.Fatal(err)
			}
		}
		if slices.Sort(got); slices.Equal(got, want) && count == int64(len(want)) {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			c.Fatalf("%s holds %v, want %s: %v", name, got, strings.Join(people, ", "), want)
		}
	}
}

func (c *choosing) change(rec *parley.Record, property, value string) {
	c.Helper()
	storetest.Write(c.T, c.db, func(tx *store.Tx) error {
		fresh, err := tx.Record(rec.ID)
		if err == nil {
			_, err = crm.UpdateRecord(tx, ui, fresh, map[string]string{property: value})
		}
		return err
	})
}

// CRM-22, VIEW-16, VIEW-18: a view may ask in which lists the contact is. Its
// members and its counter follow whatever moves somebody into a list or out of
// it: values, associations, hands, the filter of the list, the end of either.
func TestViews_byListOfTheContact(t *testing.T) {
	t.Parallel()
	c := newChoosing(t)
	ann, ben := c.person("ann", 2, "city", "Lyon"), c.person("ben", 1, "city", "Paris")
	lyon := c.list("Lyon", crm.Filter{Property: "city", Operator: "EQ", Value: "Lyon"})
	joined := c.list("Joined", crm.Filter{Property: "associations.company", Operator: "HAS_PROPERTY"})
	friends := c.list("Friends")
	c.view("lyon", `{"field":"contact_list","operator":"is","value":"%d"}`, lyon.ID)
	c.view("not lyon", `{"field":"contact_list","operator":"none_of","value":["%d"]}`, lyon.ID)
	c.view("joined", `{"field":"contact_list","operator":"is","value":"%d"}`, joined.ID)
	c.view("friends", `{"field":"contact_list","operator":"any_of","value":["%d"]}`, friends.ID)
	c.view("called", `{"field":"contact_company","operator":"is","value":"Harbour"}`)
	c.holds("lyon", "ann")
	c.holds("not lyon", "ben")

	c.change(ben, "city", "Lyon")
	c.holds("lyon", "ann", "ben")
	c.holds("not lyon")
	c.change(ann, "city", "Brest")
	c.holds("lyon", "ben")
	c.holds("not lyon", "ann")
	c.person("cleo", 3, "city", "Lyon")
	c.holds("lyon", "ben", "cleo")
	c.change(ben, "company", "Harbour")
	c.holds("called", "ben")

	var firm *parley.Record
	storetest.Write(t, c.db, func(tx *store.Tx) (err error) {
		if firm, err = crm.CreateRecord(tx, ui, &crm.New{Type: parley.TypeCompany, Properties: map[string]string{"name": "Quay"}, Associations: []crm.Join{{To: ben.ID}}}); err != nil {
			return err
		}
		if err := crm.ChangeMembers(tx, parley.System, friends.ID, []parley.RecordID{ann.ID}, true); err != nil {
			return err
		}
		return crm.Associate(tx, ui, ann, firm.ID)
	})
	c.holds("joined", "ann", "ben")
	c.holds("friends", "ann")
	storetest.Write(t, c.db, func(tx *store.Tx) error {
		if err := crm.ChangeMembers(tx, parley.System, friends.ID, []parley.RecordID{ann.ID}, false); err != nil {
			return err
		}
		return crm.Dissociate(tx, ui, ann, firm)
	})
	c.holds("joined", "ben")
	c.holds("friends")

	storetest.Write(t, c.db, func(tx *store.Tx) error {
		fresh, err := tx.Record(ben.ID)
		if err != nil {
			return err
		}
		if err := crm.Archive(tx, ui, fresh); err != nil {
			return err
		}
		l, err := tx.RecordList(lyon.ID)
		if err != nil {
			return err
		}
		return crm.SaveList(tx, parley.System, l, []crm.FilterGroup{{Filters: []crm.Filter{{Property: "city", Operator: "EQ", Value: "Brest"}}}})
	})
	c.holds("lyon", "ann")
	c.holds("not lyon", "ben", "cleo")
	storetest.Write(t, c.db, func(tx *store.Tx) error { return crm.DropList(tx, parley.System, lyon.ID) })
	c.holds("lyon")
	c.holds("not lyon", "ann", "ben", "cleo")
}

// VIEW-18: of somebody with many conversations the newest move at once, the
// others soon; and it is kept whom a list holds as long as a view asks.
func TestViews_byListOfManyConversations(t *testing.T) {
	t.Parallel()
	c := newChoosing(t)
	dora := c.person("dora", 250)
	c.person("eve", 1)
	vip := c.list("VIP", crm.Filter{Property: "city", Operator: "EQ", Value: "Lyon"})
	c.view("some list", `{"field":"contact_list","operator":"known"}`)
	c.holds("some list")
	c.change(dora, "city", "Lyon")
	c.holds("some list", "dora")
	c.change(dora, "city", "")
	c.holds("some list")
	storetest.Write(t, c.db, func(tx *store.Tx) error { return settings.DeleteView(tx, c.by, c.views["some list"]) })
	if l, err := c.db.Read(t.Context()).RecordList(vip.ID); err != nil || l.Kept {
		t.Errorf("still kept: %+v, %v", l, err)
	}
}
