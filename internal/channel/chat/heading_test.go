package chat_test

import (
	"fmt"
	"testing"

	"parley/internal/channel/chat"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// CHAT-04, CHAT-26: chosen people stand on top with their profile; of more than
// three, three by chance, the same at each look of a visitor; a custom name
// shows nobody, and who left does not show.
func TestHeading(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	var all []parley.UserID
	h.write(func(tx *store.Tx) error {
		for i := range 6 {
			u, err := settings.NewUser(fmt.Sprintf("u%d@shop.test", i), fmt.Sprint("Person ", i), "", "en", "UTC")
			if err != nil {
				return err
			}
			u.ID, u.MeetingLink = parley.UserID(tx.NewID()), "https://meet.test/"+fmt.Sprint(i)
			if err := tx.Insert("user", u); err != nil {
				return err
			}
			all = append(all, u.ID)
		}
		return nil
	})
	heading := func(b *browser) object {
		t.Helper()
		return b.view("https://www.shop.test/", nil)["chatflow"].(object)["heading"].(object)
	}
	names := func(o object) (out []string) {
		for _, p := range o["people"].([]any) {
			out = append(out, p.(object)["name"].(string))
		}
		return out
	}
	choose := func(head parley.ChatHeading) {
		t.Helper()
		h.change(func(f *parley.Chatflow, _ *parley.ChatSettings) { f.Display.Heading = head })
	}
	choose(parley.ChatHeading{Mode: "people", UserIDs: all[:2]})
	b := h.browser()
	got := heading(b)
	if fmt.Sprint(names(got)) != "[Person 0 Person 1]" || got["people"].([]any)[1].(object)["meeting_link"] != "https://meet.test/1" {
		t.Errorf("got %v", got)
	}
	choose(parley.ChatHeading{Mode: "people", UserIDs: all})
	first, seen := names(heading(b)), map[string]bool{}
	if again := names(heading(b)); len(first) != 3 || fmt.Sprint(first) != fmt.Sprint(again) {
		t.Errorf("one visitor sees %v, then %v", first, again)
	}
	for range 20 {
		seen[fmt.Sprint(names(heading(h.browser())))] = true
	}
	if len(seen) < 2 {
		t.Errorf("all visitors see the same: %v", seen)
	}
	choose(parley.ChatHeading{Mode: "custom", Name: "The shop"})
	if got = heading(b); got["mode"] != "custom" || got["name"] != "The shop" || len(names(got)) != 0 {
		t.Errorf("got %v", got)
	}
	choose(parley.ChatHeading{Mode: "people", UserIDs: all[:2]})
	h.write(func(tx *store.Tx) error {
		u, err := tx.User(all[0])
		if err != nil {
			return err
		}
		u.DeactivatedAt = tx.Now
		return tx.Save("user", u)
	})
	h.desk.Forget()
	if got := names(heading(b)); fmt.Sprint(got) != "[Person 1]" {
		t.Errorf("who left still shows: %v", got)
	}
}
