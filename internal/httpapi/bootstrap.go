package httpapi

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// User is a colleague; the fields from signature_html on are filled for oneself
// and for those who manage users.
type User struct {
	ID           string  `json:"id"`
	Email        string  `json:"email"`
	FirstName    string  `json:"first_name"`
	LastName     string  `json:"last_name"`
	Name         string  `json:"name"`
	AvatarURL    *string `json:"avatar_url"`
	Initials     string  `json:"initials"`
	Color        string  `json:"color"`
	Availability string  `json:"availability" enum:"available,away"`
	// AvailabilityUntil is told to oneself alone.
	AvailabilityUntil *string  `json:"availability_until" doc:"When working hours or an absence switch it by themselves; null: never, or somebody else"`
	AvailabilityBy    *string  `json:"availability_by" doc:"The colleague who set it; null: oneself, the schedule, or somebody else's"`
	CanBeAssigned     bool     `json:"can_be_assigned"`
	PrimaryTeamID     *string  `json:"primary_team_id"`
	ExtraTeamIDs      []string `json:"extra_team_ids"`
	Invited           bool     `json:"invited" doc:"Has not signed in yet"`
	Deactivated       bool     `json:"deactivated"`
	Removed           bool     `json:"removed"`
	SuperAdmin        bool     `json:"super_admin"`
	Permissions       []string `json:"permissions"`
	// RecordRights are told to those who manage people.
	RecordRights  map[string]RecordScopes `json:"record_rights" doc:"By name of the kind of record; a kind that is not there: all of its records"`
	Language      string                  `json:"language"`
	Timezone      string                  `json:"timezone"`
	SignatureHTML string                  `json:"signature_html"`
	MeetingLink   string                  `json:"meeting_link"`
	TOTPEnabled   bool                    `json:"totp_enabled"`
	WorkingHours  []Hours                 `json:"working_hours"`
	OutOfOffice   []Period                `json:"out_of_office"`
}

// Hours is a stretch of a weekday, 1 for Monday to 7 for Sunday.
type Hours struct {
	Day   int    `json:"day" minimum:"1" maximum:"7"`
	Start string `json:"start" pattern:"^[0-2][0-9]:[0-5][0-9]$"`
	End   string `json:"end" pattern:"^[0-2][0-9]:[0-5][0-9]$"`
}

// Period is a stretch of time.
type Period struct {
	StartAt string `json:"start_at"`
	EndAt   string `json:"end_at"`
}

func presentUser(u *parley.User) User {
	p := person(parley.ActorUser, int64(u.ID), u.Name())
	out := User{ID: u.ID.String(), Email: u.Email, FirstName: u.FirstName, LastName: u.LastName, Name: u.Name(), Initials: p.Initials, Color: p.Color,
		Availability: string(u.Availability), CanBeAssigned: u.CanBeAssigned, PrimaryTeamID: optionalID(u.PrimaryTeamID), ExtraTeamIDs: ids(u.ExtraTeamIDs),
		Invited: u.PasswordHash == "" && !u.InvitedAt.IsZero(), Deactivated: !u.DeactivatedAt.IsZero(), Removed: !u.RemovedAt.IsZero(),
		SuperAdmin: u.SuperAdmin, Permissions: permissionNames(u.Permissions), Language: u.Language, Timezone: u.Timezone,
		SignatureHTML: u.SignatureHTML, MeetingLink: u.MeetingLink, TOTPEnabled: len(u.TOTPSecret) > 0, WorkingHours: []Hours{}, OutOfOffice: []Period{}, RecordRights: map[string]RecordScopes{}}
	if u.AvatarHash != "" {
		url := "/api/users/" + u.ID.String() + "/avatar"
		out.AvatarURL = &url
	}
	for _, h := range u.Hours {
		day := int(h.Day)
		if day == 0 {
			day = 7
		}
		out.WorkingHours = append(out.WorkingHours, Hours{day, clock(h.Start), clock(h.End)})
	}
	for _, p := range u.OutOfOffice {
		out.OutOfOffice = append(out.OutOfOffice, Period{*when(p.Start), *when(p.End)})
	}
	return out
}

func clock(minutes int) string {
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(minutes) * time.Minute).Format("15:04")
}

func permissionNames(list []parley.Permission) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = string(p)
	}
	return out
}

// Team is a group of users.
type Team struct {
	ID             string   `json:"id"`
	Name           string   `json:"name"`
	Spread         string   `json:"spread" enum:",in_turn,least_busy"`
	MemberIDs      []string `json:"member_ids"`
	ExtraMemberIDs []string `json:"extra_member_ids"`
}

// Inbox is where threads gather.
type Inbox struct {
	ID       string        `json:"id"`
	Name     string        `json:"name"`
	Kind     string        `json:"kind" enum:"inbox,help_desk"`
	Access   string        `json:"access" enum:"everyone,specific"`
	UserIDs  []string      `json:"user_ids"`
	TeamIDs  []string      `json:"team_ids"`
	Member   bool          `json:"member" doc:"The reader may answer here"`
	Archived bool          `json:"archived"`
	Settings InboxSettings `json:"settings"`
	Address  string        `json:"address" doc:"The fallback address, which works at once"`
}

// InboxSettings are chosen by administrators.
type InboxSettings struct {
	UndoSeconds  int    `json:"undo_seconds" minimum:"0" maximum:"60"`
	AfterClose   string `json:"after_close" enum:"next,previous,list"`
	RemoteImages string `json:"remote_images" enum:"ask,proxy"`

	ChatTranscript ChatTranscript `json:"chat_transcript" doc:"Mailed to the visitor when a chat is closed"`
	CloseIdleChats bool           `json:"close_idle_chats"`
}

// ChatTranscript mails what was said when a chat is closed.
type ChatTranscript struct {
	On      bool     `json:"on"`
	UserIDs []string `json:"user_ids,omitempty" maxItems:"50" doc:"Who get a copy"`
}

// View is a saved list.
type View struct {
	ID            string      `json:"id"`
	InboxID       string      `json:"inbox_id"`
	Kind          string      `json:"kind"`
	Name          string      `json:"name" doc:"Of custom views only"`
	AlwaysVisible bool        `json:"always_visible"`
	Count         *int64      `json:"count" doc:"Null: this view shows no counter"`
	Custom        *CustomView `json:"custom"`
}

// CustomView is what its creator set.
type CustomView struct {
	Filter   json.RawMessage `json:"filter"`
	OwnerID  string          `json:"owner_id"`
	Shared   string          `json:"shared" enum:"private,specific,everyone"`
	UserIDs  []string        `json:"user_ids"`
	TeamIDs  []string        `json:"team_ids"`
	Position int64           `json:"position"`
	Filling  bool            `json:"filling" doc:"Members are still being gathered"`
	Editable bool            `json:"editable"`
}

// Tag is a label.
type Tag struct {
	ID      string `json:"id"`
	InboxID string `json:"inbox_id"`
	Name    string `json:"name"`
	Color   string `json:"color"`
}

// ChannelAccount is a connected address.
type ChannelAccount struct {
	ID               string          `json:"id"`
	InboxID          string          `json:"inbox_id"`
	Channel          string          `json:"channel"`
	Name             string          `json:"name"`
	Address          string          `json:"address"`
	Fallback         bool            `json:"fallback"`
	Active           bool            `json:"active"`
	State            string          `json:"state" enum:"ok,connecting,failed,disabled"`
	StateReason      string          `json:"state_reason"`
	CanSend          bool            `json:"can_send"`
	CannotSendReason string          `json:"cannot_send_reason" doc:"Empty where it can send"`
	FromName         string          `json:"from_name"`
	FromAddress      string          `json:"from_address"`
	Signature        string          `json:"signature"`
	SignatureHTML    string          `json:"signature_html"`
	Settings         ChannelSettings `json:"settings" doc:"Filled for holders of account access"`
}

// Bootstrap is all that the interface needs to start, in one round trip.
type Bootstrap struct {
	User                User                       `json:"user"`
	Account             AccountInfo                `json:"account"`
	Users               []User                     `json:"users"`
	Teams               []Team                     `json:"teams"`
	Inboxes             []Inbox                    `json:"inboxes"`
	Views               []View                     `json:"views"`
	Tags                []Tag                      `json:"tags"`
	ChannelAccounts     []ChannelAccount           `json:"channel_accounts"`
	CustomChannels      []ChannelName              `json:"custom_channels" doc:"What the channels of apps are called, removed ones too"`
	Preferences         map[string]json.RawMessage `json:"preferences"`
	NotificationsUnread int64                      `json:"notifications_unread"`
	Cursor              Cursor                     `json:"cursor"`
	Permissions         []string                   `json:"permissions" doc:"Those of the reader"`
}

// AccountInfo is the installation.
type AccountInfo struct {
	Name       string `json:"name"`
	Language   string `json:"language"`
	Timezone   string `json:"timezone"`
	MailDomain string `json:"mail_domain"`
	Version    string `json:"version"`
	ReadOnly   bool   `json:"read_only" doc:"Nothing can be changed for now: maintenance"`
}

// Cursor is a place in the event log.
type Cursor struct {
	Epoch string `json:"epoch"`
	Seq   int64  `json:"seq"`
}

func (s *Server) accountInfo(a *store.Account) AccountInfo {
	info := AccountInfo{MailDomain: s.MailDomain, Version: s.Version, ReadOnly: s.DB.ReadOnly()}
	if a != nil {
		info.Name, info.Language, info.Timezone = a.Name, a.Language, a.Timezone
	}
	return info
}

func (c *call) bootstrap(*struct{}) (*Bootstrap, error) {
	r := c.s.DB.Read(c)
	account, err := r.Account()
	if err != nil {
		return nil, err
	}
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	b := &Bootstrap{User: c.colleague(c.User), Account: c.s.accountInfo(account), Cursor: Cursor{account.Epoch, head}, Permissions: []string{}}
	for _, p := range parley.Permissions {
		if c.User.Has(p) {
			b.Permissions = append(b.Permissions, string(p))
		}
	}
	if err := c.people(r, b); err != nil {
		return nil, err
	}
	if err := c.places(r, b); err != nil {
		return nil, err
	}
	if b.Preferences, err = r.Preferences(c.User.ID); err != nil {
		return nil, err
	}
	b.NotificationsUnread, err = r.UnreadNotifications(c.User.ID)
	return b, err
}

func (c *call) people(r *store.Reader, b *Bootstrap) error {
	users, err := r.Users()
	if err != nil {
		return err
	}
	b.Users = []User{}
	for _, u := range users {
		b.Users = append(b.Users, c.colleague(u))
	}
	teams, err := r.Teams()
	b.Teams = presentTeams(teams, users)
	return err
}

// colleague presents u without what is private to u.
func (c *call) colleague(u *parley.User) User {
	out := presentUser(u)
	if u.ID == c.User.ID {
		out.AvailabilityUntil, out.AvailabilityBy = c.until(u), optionalID(u.AvailabilityBy)
	}
	if c.User.Has(parley.ManageUsers) {
		for name, r := range u.RecordRights {
			out.RecordRights[name] = RecordScopes{cmp.Or(r.View, parley.ScopeAll), cmp.Or(r.Edit, parley.ScopeAll), cmp.Or(r.Delete, parley.ScopeAll)}
		}
	}
	if u.ID != c.User.ID && !c.User.Has(parley.ManageUsers) {
		out.Permissions, out.SignatureHTML, out.TOTPEnabled = []string{}, "", false
	}
	return out
}

func presentTeams(teams []*parley.Team, users []*parley.User) []Team {
	out := []Team{}
	for _, t := range teams {
		p := Team{ID: t.ID.String(), Name: t.Name, Spread: t.Spread, MemberIDs: []string{}, ExtraMemberIDs: []string{}}
		for _, u := range users {
			switch {
			case !u.RemovedAt.IsZero():
			case u.PrimaryTeamID == t.ID:
				p.MemberIDs = append(p.MemberIDs, u.ID.String())
			case u.InTeam(t.ID):
				p.ExtraMemberIDs = append(p.ExtraMemberIDs, u.ID.String())
			}
		}
		out = append(out, p)
	}
	return out
}

// places presents inboxes with their views, tags and accounts.
func (c *call) places(r *store.Reader, b *Bootstrap) error {
	inboxes, err := auth.Inboxes(r, c.User)
	if err != nil {
		return err
	}
	accounts, err := r.ChannelAccounts(0)
	if err != nil {
		return err
	}
	b.Inboxes, b.ChannelAccounts, b.Tags, b.Views = []Inbox{}, []ChannelAccount{}, []Tag{}, []View{}
	seen := map[parley.InboxID]bool{}
	for _, in := range inboxes {
		seen[in.ID] = true
		b.Inboxes = append(b.Inboxes, c.inbox(in, accounts))
	}
	for _, a := range accounts {
		if seen[a.InboxID] {
			b.ChannelAccounts = append(b.ChannelAccounts, c.channelAccount(a))
		}
	}
	if b.CustomChannels, err = channelNames(r); err != nil {
		return err
	}
	tags, err := r.Tags(0)
	if err != nil {
		return err
	}
	for _, t := range tags {
		if seen[t.InboxID] {
			b.Tags = append(b.Tags, Tag{t.ID.String(), t.InboxID.String(), t.Name, t.Color})
		}
	}
	views, err := c.seenViews(r)
	if err != nil {
		return err
	}
	counts, err := c.counts(r, views)
	for _, v := range views {
		b.Views = append(b.Views, c.presentView(v, counts))
	}
	return err
}

func (c *call) inbox(in *parley.Inbox, accounts []*parley.ChannelAccount) Inbox {
	out := Inbox{ID: in.ID.String(), Name: in.Name, Kind: string(in.Kind), Access: "specific", UserIDs: ids(in.UserIDs), TeamIDs: ids(in.TeamIDs),
		Member: auth.InboxAccess(c.User, in).Answer, Archived: !in.ArchivedAt.IsZero(),
		Settings: InboxSettings{UndoSeconds: int(in.Settings.UndoDelay() / time.Second), AfterClose: orElse(in.Settings.AfterClose, "next"), RemoteImages: orElse(in.Settings.RemoteImages, "ask"),
			ChatTranscript: ChatTranscript{in.Settings.ChatTranscript.On, ids(in.Settings.ChatTranscript.UserIDs)}, CloseIdleChats: in.Settings.CloseIdleChats}}
	if in.Everyone {
		out.Access = "everyone"
	}
	if i := slices.IndexFunc(accounts, func(a *parley.ChannelAccount) bool { return a.InboxID == in.ID && a.Fallback }); i >= 0 {
		out.Address = accounts[i].Address
	}
	return out
}

func (c *call) channelAccount(a *parley.ChannelAccount) ChannelAccount {
	out := ChannelAccount{ID: a.ID.String(), InboxID: a.InboxID.String(), Channel: string(a.Channel), Name: a.Name, Address: a.Address, Fallback: a.Fallback,
		Active: a.Active, State: string(a.State), StateReason: a.StateReason, FromName: orElse(a.Settings.FromName, "agent_company"), FromAddress: a.From(),
		Signature: orElse(a.Settings.Signature, "user"), SignatureHTML: a.Settings.SignatureHTML}
	switch {
	case !a.Active:
		out.CannotSendReason = "disabled"
	case a.Channel == parley.ChannelEmail && a.Settings.SMTP == nil && c.s.WayOut != nil && !c.s.WayOut(c):
		out.CannotSendReason = "no_way_out"
	}
	if own := a.Settings.Custom; own != nil {
		out.Address = own.Identifier
		if !own.Authorized && a.Active {
			out.CannotSendReason = "unauthorized"
		}
	}
	out.CanSend = out.CannotSendReason == ""
	if c.User.Has(parley.AccountAccess) {
		out.Settings = presentChannelSettings(a.Settings)
	}
	return out
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
