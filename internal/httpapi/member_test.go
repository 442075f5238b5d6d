package httpapi

import (
	"testing"

	"parley/internal/parley"
)

// EMAIL-20, SET-07, SET-06: who may manage every inbox sees its conversations
// and answers in none without being a member.
func TestReply_needsMembership(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	path := "/threads/" + o.thread.ID.String()
	ann, mia := o.as(o.ann), o.as(o.mia)
	ann.must(200, "GET", path, "")
	ann.must(403, "POST", path+"/messages", o.replyBody("member-story-1", "Let me"))
	ann.must(403, "POST", path+"/comments", `{"client_id":"member-story-2","html":"<p>x</p>","text":"x","mention_ids":[],"attachment_ids":[]}`)
	o.as(o.sam).must(404, "POST", path+"/messages", o.replyBody("member-story-3", "Let me"))
	mia.must(200, "POST", path+"/messages", o.replyBody("member-story-4", "Here it is"))
	o.as(o.ada).must(200, "PATCH", "/inboxes/"+o.support.ID.String(), `{"access":"specific","user_ids":["`+o.mia.ID.String()+`","`+o.ann.ID.String()+`"],"team_ids":[]}`)
	ann.must(200, "POST", path+"/messages", o.replyBody("member-story-5", "And this"))
}

// SET-04, SET-05, VIEW-02: an inbox goes once its channels are gone; what was in
// it stays to be read, and the last one stays.
func TestInbox_goesWhenItIsEmptyOfChannels(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	ada, ann := o.as(o.ada), o.as(o.ann)
	path := "/inboxes/" + o.support.ID.String()
	ada.must(409, "DELETE", path, "")
	ada.must(204, "DELETE", "/channel-accounts/"+o.account.ID.String(), "")
	ada.must(204, "DELETE", path, "")
	if th := read[OpenThread](t, ann.must(200, "GET", "/threads/"+o.thread.ID.String(), "")).Thread; th.Subject != "First" {
		t.Errorf("what was in it: %+v", th)
	}
	ada.must(403, "POST", "/threads/"+o.thread.ID.String()+"/messages", o.replyBody("archived-story", "Too late"))
	boot := read[Bootstrap](t, ada.must(200, "GET", "/bootstrap", ""))
	for _, in := range boot.Inboxes {
		if in.ID == o.support.ID.String() && !in.Archived {
			t.Error("the inbox is not archived")
		}
	}
	for _, in := range boot.Inboxes {
		if in.Archived || in.Kind != string(parley.InboxPlain) {
			continue
		}
		for _, a := range boot.ChannelAccounts {
			if a.InboxID == in.ID && !a.Fallback {
				ada.must(204, "DELETE", "/channel-accounts/"+a.ID, "")
			}
		}
	}
	left := 0
	for _, in := range boot.Inboxes {
		if !in.Archived && in.Kind == string(parley.InboxPlain) {
			left++
		}
	}
	for _, in := range boot.Inboxes {
		if in.Archived || in.Kind != string(parley.InboxPlain) {
			continue
		}
		want := 204
		if left == 1 {
			want = 409
		}
		ada.must(want, "DELETE", "/inboxes/"+in.ID, "")
		left--
	}
}
