package seed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"parley/internal/channel"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
)

// guest is the visitor of the company's chat, of whom a site had vouched.
var guest = parley.Visitor{Name: "Mia Sørensen", Email: "mia@sorensen.example", EmailVerified: true, Language: "en-GB", Timezone: "Europe/Oslo", Device: "desktop", Views: 4}

// chat plays a conversation in the widget: asked, answered by a colleague, and
// asked again.
func (c *Company) chat(ctx context.Context) error {
	flows, err := c.DB.Read(ctx).Chatflows()
	if err != nil || len(flows) == 0 {
		return err
	}
	thread, err := c.ask(ctx, flows[0], 0, "Hi! Is there a plan for schools?")
	if err != nil {
		return err
	}
	err = c.DB.Write(ctx, func(tx *store.Tx) error {
		th, err := tx.Thread(thread)
		if err != nil {
			return err
		}
		m, err := deliver.Reply(tx, c.users["Inès"], th, deliver.NewMessage{ClientID: "seed-chat-answer", AccountID: flows[0].AccountID, Text: "There is: half the price, for as many people as you like."})
		if err != nil {
			return err
		}
		chat, err := tx.Chat(thread)
		if err != nil {
			return err
		}
		chat.VisitorSeq = m.Seq
		return tx.SetChat(chat)
	})
	if err != nil {
		return err
	}
	_, err = c.ask(ctx, flows[0], thread, "Lovely. What do you need from us to begin?")
	return err
}

func guestKey() string {
	key := sha256.Sum256([]byte(guest.Email))
	return hex.EncodeToString(key[:])
}

// ask is what the visitor writes, in a thread or, for zero, in a new one.
func (c *Company) ask(ctx context.Context, f *parley.Chatflow, thread parley.ThreadID, text string) (parley.ThreadID, error) {
	c.count++
	who := guest
	who.Key = guestKey()
	who.PageURL, who.PageTitle = "https://atlas.example/pricing", "Pricing · Atlas"
	visit := &channel.Visit{Visitor: &who, ThreadID: thread, ChatflowID: f.ID, Language: f.Language, Welcome: f.Build.Welcome, ClientID: fmt.Sprintf("seed-chat-%d", c.count), PageURL: who.PageURL, PageTitle: who.PageTitle}
	res, err := c.Receiver.Receive(ctx, &channel.Inbound{AccountID: f.AccountID, Channel: parley.ChannelChat, Key: fmt.Sprintf("seed:%d", c.count), Text: text, Reply: text, Visit: visit})
	return res.ThreadID, err
}
