package search

import (
	"testing"

	"parley/internal/parley"
)

// ROUTE-23: conditions of rules are those of views, on what is known when
// something arrives; each is refused what the other alone may ask.
func TestParseRule(t *testing.T) {
	t.Parallel()
	m := &parley.Message{Text: "Ma facture n'est pas là", From: parley.Address{Name: "Zoé", Address: "zoe@client.test"}, To: []parley.Address{{Address: "billing@shop.test"}}, Cc: []parley.Address{{Address: "sales@shop.test"}}}
	facts := &Facts{Thread: &parley.Thread{Subject: "Aide"}, Message: m, Page: "https://shop.test/pricing?x=1", Contact: &parley.Contact{OwnerID: 7, Language: "fr"}}
	for text, want := range map[string]bool{
		`{"field":"message_text","operator":"contains","value":"FACTURE"}`:    true,
		`{"field":"message_text","operator":"not_contains","value":"refund"}`: true,
		`{"field":"sender","operator":"contains","value":"zoe "}`:             true,
		`{"field":"sender","operator":"contains","value":"@client.test"}`:     true,
		`{"field":"recipient","operator":"contains","value":"sales@"}`:        true,
		`{"field":"page","operator":"contains","value":"/pricing"}`:           true,
		`{"field":"page","operator":"unknown"}`:                               false,
		`{"field":"contact_owner","operator":"is","value":"7"}`:               true,
		`{"field":"contact_owner","operator":"unknown"}`:                      false,
		`{"field":"subject","operator":"is","value":"aide"}`:                  true,
	} {
		f, err := ParseRule([]byte(text))
		if err != nil || f.Match(facts) != want {
			t.Errorf("%s: got %v, want %v", text, err, want)
		}
	}
	if f, err := ParseRule([]byte(`{"field":"page","operator":"contains","value":"x"}`)); err != nil || f.Match(&Facts{Thread: &parley.Thread{}}) {
		t.Errorf("where nothing is known nothing holds: %v", err)
	}
	if _, err := ParseRule([]byte(`{"field":"waiting","operator":"longer_than","value":5}`)); err == nil {
		t.Error("a rule asked what only views can")
	}
	if _, err := ParseFilter([]byte(`{"field":"page","operator":"contains","value":"x"}`)); err == nil {
		t.Error("a view asked what only rules can")
	}
}
