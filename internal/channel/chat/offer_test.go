package chat_test

import (
	"net/http"
	"testing"

	"parley/internal/channel/chat"
	"parley/internal/deliver"
	"parley/internal/parley"
	"parley/internal/store"
)

// API-23, SDK-12: quick replies reach the visitor down the line; what is
// chosen becomes the visitor's message, in the words that were offered, and
// nothing else can be chosen.
func TestOffer_isChosenFrom(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	b := h.browser()
	b.enter(nil)
	thread, _ := b.say("", "Which one?")
	line := b.socket(0)
	no := false
	offer := []parley.Enclosure{{Type: parley.EnclosedReplies, AllowUserInput: &no, QuickReplies: []parley.QuickReply{
		{Value: "red", ValueType: "TEXT", Label: "The red one"}, {Value: "blue", ValueType: "TEXT"}, {Value: "https://shop.test/", ValueType: "URL", Label: "All of them"}}}}
	var m *parley.Message
	h.write(func(tx *store.Tx) (err error) {
		m, err = deliver.Reply(tx, h.admin, h.thread(&tx.Reader, thread), deliver.NewMessage{AccountID: h.account.ID, Text: "Choose", Enclosures: offer, AppID: 1})
		return err
	})
	var told object
	for told["offer"] == nil {
		told = line.next("message")["message"].(object)
	}
	shown := told["offer"].(object)
	first, last := shown["replies"].([]any)[0].(object), shown["replies"].([]any)[2].(object)
	if shown["input"] != false || shown["several"] != false || first["label"] != "The red one" || first["url"] != false || last["url"] != true {
		t.Errorf("offered %v", shown)
	}
	choose := func(want int, id string, values ...string) object {
		return b.must(want, "POST", "/chat/v1/messages", object{"client_id": "choice-" + id + values[0], "thread_id": thread, "text": "what I like", "choice": object{"message_id": id, "values": values}})
	}
	choose(http.StatusUnprocessableEntity, m.UID, "green")
	choose(http.StatusUnprocessableEntity, m.UID, "red", "blue")
	choose(http.StatusUnprocessableEntity, m.UID, "https://shop.test/")
	choose(http.StatusUnprocessableEntity, "nonsense", "red")
	if said := choose(http.StatusOK, m.UID, "red")["message"].(object); said["text"] != "The red one" || said["offer"] != nil {
		t.Errorf("chosen: %v", said)
	}
	stored, err := h.db.Read(t.Context()).LastMessage(m.ThreadID, parley.Incoming)
	if err != nil || len(stored.Enclosures) != 1 || stored.Enclosures[0].Answers != m.UID || stored.Enclosures[0].Values[0] != "red" {
		t.Errorf("kept %+v, %v", stored, err)
	}
}
