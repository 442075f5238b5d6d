package visitor

import (
	"context"
	"sync"
	"time"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/live"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// Desk implements [channel.Desk]. Make it with New.
type Desk struct {
	db    *store.DB
	blobs *blob.Store
	hub   *live.Hub

	mu      sync.Mutex
	house   *house
	readAt  time.Time
	reading chan struct{} // closed when the read under way ends
}

var _ channel.Desk = (*Desk)(nil)

// New makes the desk and registers its jobs.
func New(db *store.DB, blobs *blob.Store, hub *live.Hub, jobs *job.Runner) *Desk {
	d := &Desk{db: db, blobs: blobs, hub: hub}
	jobs.Handle("chat.mail", d.workMail)
	jobs.Every("chat.idle", idleEvery, d.MarkIdle)
	jobs.Every("chat.tidy", time.Hour, d.tidy)
	return d
}

// house is what all visitors are shown alike, as it stood a moment ago.
type house struct {
	scene   channel.Scene
	users   map[parley.UserID]*parley.User
	inboxes map[parley.InboxID]*parley.Inbox
	account *store.Account

	holidays []parley.Period
}

// fresh is how long the house is believed to stand as it was read: thousands of
// page views ask for it each second.
const fresh = time.Second

// look returns the house. Old news is not waited for by more than one.
func (d *Desk) look(ctx context.Context) (*house, error) {
	d.mu.Lock()
	if d.house != nil && time.Since(d.readAt) < fresh {
		defer d.mu.Unlock()
		return d.house, nil
	}
	if wait := d.reading; wait != nil {
		stale := d.house
		d.mu.Unlock()
		if stale != nil {
			return stale, nil
		}
		select {
		case <-wait:
			return d.look(ctx)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	done := make(chan struct{})
	d.reading = done
	d.mu.Unlock()
	h, err := readHouse(d.db.Read(context.WithoutCancel(ctx)))
	d.mu.Lock()
	defer d.mu.Unlock()
	defer close(done)
	d.reading = nil
	if err == nil {
		d.house, d.readAt = h, time.Now()
	}
	return h, err
}

func readHouse(r *store.Reader) (*house, error) {
	h := &house{users: map[parley.UserID]*parley.User{}, inboxes: map[parley.InboxID]*parley.Inbox{}}
	h.scene.Accounts = map[parley.ChannelAccountID]*parley.ChannelAccount{}
	var err error
	if h.account, err = r.Account(); err != nil || h.account == nil {
		return h, err
	}
	h.scene.PortalID = h.account.PortalID()
	accounts, err := r.ChannelAccounts(0)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		if a.Channel == parley.ChannelChat && a.Active && a.Settings.Chat != nil {
			h.scene.Accounts[a.ID] = a
		}
	}
	flows, err := r.Chatflows()
	if err != nil {
		return nil, err
	}
	for _, f := range flows {
		if f.Active && h.scene.Accounts[f.AccountID] != nil {
			h.scene.Flows = append(h.scene.Flows, f)
		}
	}
	users, err := r.Users()
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		h.users[u.ID] = u
	}
	if h.holidays, err = settings.Holidays(r); err != nil {
		return nil, err
	}
	inboxes, err := r.Inboxes()
	for _, in := range inboxes {
		h.inboxes[in.ID] = in
	}
	return h, err
}

// Scene implements [channel.Desk].
func (d *Desk) Scene(ctx context.Context) (*channel.Scene, error) {
	h, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	return &h.scene, nil
}

// Head implements [channel.Desk].
func (d *Desk) Head(ctx context.Context) (int64, error) { return d.db.Read(ctx).Head() }

// Guest implements [channel.Desk].
func (d *Desk) Guest(ctx context.Context, key string) (*channel.Guest, error) {
	r := d.db.Read(ctx)
	g := &channel.Guest{Key: key}
	v, err := r.VisitorByKey(key)
	if err != nil || v == nil {
		return g, err
	}
	g.Visitor = v
	if v.EmailVerified && v.ContactID != 0 {
		g.Contact, err = r.Contact(v.ContactID)
		if parley.KindOf(err) == parley.NotFound {
			return g, nil
		}
	}
	return g, err
}

// Lists implements [channel.Desk].
func (d *Desk) Lists(ctx context.Context, g *channel.Guest, lists []int64) ([]int64, error) {
	if g.Contact == nil {
		return nil, nil
	}
	return crm.ListsOf(d.db.Read(ctx), g.Contact.ID, lists)
}

// face is how visitors see a user.
func (h *house) face(u *parley.User) channel.Face {
	return channel.Face{UserID: u.ID, Name: u.Name(), AvatarHash: u.AvatarHash, Meeting: u.MeetingLink, Available: u.Active() && u.Availability == parley.Available}
}

// Forget lets the next look see what was just changed.
func (d *Desk) Forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.house = nil
}
