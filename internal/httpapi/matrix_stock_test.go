package httpapi

import (
	"errors"
	"strings"

	"parley/internal/automation"
	"parley/internal/kb"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/view"
)

// stockWebhook adds what an app is told of.
func (o *office) stockWebhook(tx *store.Tx, a *parley.App) error {
	s := &parley.WebhookSubscription{AppID: a.ID, EventType: "conversation.creation", Active: true}
	if err := automation.Subscribe(tx, parley.System, s); err != nil {
		return err
	}
	e := &parley.WebhookEvent{ID: parley.WebhookEventID(tx.NewID()), AppID: a.ID, SubscriptionID: s.ID, EventType: s.EventType, Object: "thread", ObjectID: 1, HappenedAt: tx.Now}
	if err := tx.AddWebhookEvent(e); err != nil {
		return err
	}
	e.State = parley.HookFailed
	c := &parley.CustomChannel{AppID: a.ID, Name: "Pager", ConnectURL: "https://pager.test/connect", Capabilities: parley.ChannelCapabilities{ThreadingModel: parley.ByDeliveryPair, DeliveryIdentifierTypes: []string{parley.IdentPhone}}}
	if err := settings.CreateCustomChannel(tx, parley.System, c, false); err != nil {
		return err
	}
	o.ids["customchannel"] = c.ID.String()
	o.ids["subscription"], o.ids["delivery"] = s.ID.String(), e.ID.String()
	return tx.SettleWebhookEvent(e)
}

// stock adds one of each thing that a path can name.
func (o *office) stock() {
	o.t.Helper()
	blobs, err := o.server.Blobs.Put([]byte("hello"), onePixel)
	if err != nil {
		o.t.Fatal(err)
	}
	o.write(func(tx *store.Tx) error {
		id := func(word string, n int64) { o.ids[word] = parley.JobID(n).String() }
		tag := &store.Tag{InboxID: o.support.ID, Name: "Urgent", Color: "#aa0000"}
		team := &parley.Team{Name: "Night shift"}
		snippet, template := &store.Snippet{Kind: settings.Snippet, Name: "Hi", Text: "Hi", Scope: "private"}, &store.Snippet{Kind: settings.Template, Name: "Hi", Text: "Hi", Scope: "private"}
		custom := &store.View{InboxID: o.support.ID, Name: "Mine", Filter: `{"op":"and"}`, Shared: "private"}
		category := &parley.ArticleCategory{Names: map[string]string{"en": "Orders"}}
		invited, err := settings.NewUser("invited@shop.test", "", "", "en", "UTC")
		if err != nil {
			return err
		}
		upload := &parley.Attachment{ID: parley.AttachmentID(tx.NewID()), UploadedBy: o.mia.ID, Name: "a.txt", ContentType: "text/plain", Hash: blobs[0], Size: 5}
		picture := &parley.Attachment{ID: parley.AttachmentID(tx.NewID()), UploadedBy: o.mia.ID, Name: "a.png", ContentType: "image/png", Hash: blobs[1], Size: 5}
		quarantine := &store.Quarantine{ID: tx.NewID(), AccountID: o.account.ID, Reason: "too large", RawHash: blobs[0]}
		dead := &store.Job{ID: parley.JobID(tx.NewID()), Kind: "test.dead", Queue: "default", Payload: "null", MaxAttempts: 1, RunAt: tx.Now}
		undo := &store.Undo{ID: tx.NewID(), UserID: o.mia.ID, Data: `{}`, CreatedAt: tx.Now}
		o.ada.AvatarHash = blobs[1]
		steps := []func() error{
			func() error { return settings.SaveTag(tx, parley.System, tag) },
			func() error { return settings.SaveTeam(tx, o.ada, team, nil, nil) },
			func() error { return settings.SaveSnippet(tx, o.mia, snippet) },
			func() error { return settings.SaveSnippet(tx, o.mia, template) },
			func() error { return settings.CreateView(tx, o.mia, custom) },
			func() error { return kb.SaveCategory(tx, parley.System, category) },
			func() error {
				a, err := kb.CreateArticle(tx, o.ada, category.ID)
				if err != nil {
					return err
				}
				id("article", int64(a.ID))
				id("category", int64(category.ID))
				return kb.SaveVersion(tx, o.ada, &parley.ArticleVersion{ArticleID: a.ID, Language: "en", Title: "Orders", HTML: "<p>Order</p>", Published: true}, nil)
			},
			func() error { _, err := settings.InviteUser(tx, o.ada, invited); return err },
			func() error { return tx.Insert("attachment", upload) },
			func() error { return tx.Insert("attachment", picture) },
			func() error { return tx.Insert("quarantine", quarantine) },
			func() error { _, err := tx.AddJob(dead); return err },
			func() error { return tx.Exec(`UPDATE job SET state = 'dead' WHERE id = $1`, dead.ID) },
			func() error { return tx.Insert("undo", undo) },
			func() error {
				f := &parley.File{ID: parley.FileID(tx.NewID()), Name: "Prices", Extension: "pdf", Path: "/sales/Prices.pdf", ContentType: "application/pdf", Hash: upload.Hash, Access: parley.Private, CreatedAt: tx.Now, UpdatedAt: tx.Now}
				id("libraryfile", int64(f.ID))
				return tx.Insert("file", f)
			},
			func() error { return o.stockRecords(tx) },
			func() error { return tx.Save("user", o.ada) },
			func() error {
				a := &parley.App{Kind: parley.AppPrivate, Name: "Reports", Scopes: []string{"conversations.read"}}
				_, err := settings.CreateApp(tx, o.ada, a)
				id("app", int64(a.ID))
				return errors.Join(err, o.stockWebhook(tx, a))
			},
			func() error {
				public := &parley.App{Kind: parley.AppPublic, Name: "Guest", Scopes: []string{"oauth"}, RedirectURLs: []string{"https://program.test/"}}
				_, err := settings.CreateApp(tx, o.ada, public)
				o.ids["client"] = public.ClientID
				return err
			},
			func() error {
				h, err := settings.AddHoliday(tx, parley.System, "Christmas", "2026-12-25")
				if err == nil {
					id("holiday", h.ID)
				}
				return err
			},
			func() error {
				r, err := settings.AddSenderRule(tx, parley.System, "deny", "spam.test")
				if err == nil {
					id("rule", r.ID)
				}
				return err
			},
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return err
			}
		}
		for word, n := range map[string]int64{"tag": int64(tag.ID), "team": int64(team.ID), "snippet": snippet.ID, "template": template.ID, "view": int64(custom.ID), "invited": int64(invited.ID),
			"upload": int64(upload.ID), "picture": int64(picture.ID), "quarantine": quarantine.ID, "dead": int64(dead.ID), "undo": undo.ID, "photographed": int64(o.ada.ID),
			"support": int64(o.support.ID), "sales": int64(o.sales.ID), "account": int64(o.account.ID), "thread": int64(o.thread.ID), "other": int64(o.other.ID),
			"mia": int64(o.mia.ID), "sam": int64(o.sam.ID), "session": 1} {
			id(word, n)
		}
		o.ids["message"], o.ids["comment"], o.ids["rawmessage"] = o.message.UID, o.comment.UID, o.message.UID
		for word, status := range map[string]parley.MessageStatus{"sending": parley.MessageSending, "failed": parley.MessageFailed, "scheduled": parley.MessageScheduled} {
			m, err := o.answerAs(tx, status)
			if err != nil {
				return err
			}
			o.ids[word] = m.UID
		}
		flows, err := tx.Chatflows()
		if err != nil {
			return err
		}
		id("chatflow", int64(flows[0].ID))
		id("chat", int64(flows[0].AccountID))
		views, err := tx.Views(o.support.ID)
		for _, v := range views {
			if v.Kind == string(view.Open) {
				id("open", int64(v.ID))
			}
		}
		return err
	})
}

// named puts identifiers in place of words in braces.
func (o *office) named(text string) string {
	for word, id := range o.ids {
		text = strings.ReplaceAll(text, "{"+word+"}", id)
	}
	return text
}
