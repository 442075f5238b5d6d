package settings

import (
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// AddSenderRule puts an address or a domain on the allow or the deny list
// (SPAM-06). Nothing changes in the mail provider.
func AddSenderRule(tx *store.Tx, by parley.Actor, list, value string) (*store.SenderRule, error) {
	if list != "allow" && list != "deny" {
		return nil, parley.Invalidf("list", `is "allow" or "deny"`)
	}
	value, err := senderValue(value)
	if err != nil {
		return nil, err
	}
	rule := &store.SenderRule{ID: tx.NewID(), List: list, Value: value, CreatedBy: by.UserID(), CreatedAt: tx.Now}
	added, err := tx.InsertNew("sender_rule", rule)
	if err != nil {
		return nil, err
	}
	if !added {
		return nil, &parley.Error{Kind: parley.Conflict, Field: "value", Message: "this stands on the list already"}
	}
	return rule, note(tx, by, "sender_rule.created", "sender_rule", rule.ID, 0, map[string]any{"list": list, "value": value})
}

// senderValue accepts name@domain, domain and @domain.
func senderValue(value string) (string, error) {
	value = strings.ToLower(strings.TrimSpace(value))
	domain := strings.TrimPrefix(value, "@")
	if strings.Contains(domain, "@") {
		return value, checkAddress("value", value)
	}
	if !isDomain(domain) {
		return "", parley.Invalidf("value", "give an address like name@example.org or a domain like example.org")
	}
	return domain, nil
}

func isDomain(s string) bool {
	if len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool {
			return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && r < 0x80
		}) {
			return false
		}
	}
	return true
}

// DeleteSenderRule takes an entry off its list: allow, deny or block. What was
// filtered stays where it is.
func DeleteSenderRule(tx *store.Tx, by parley.Actor, rule *store.SenderRule) error {
	if _, err := tx.Delete("sender_rule", rule.ID); err != nil {
		return err
	}
	return note(tx, by, "sender_rule.deleted", "sender_rule", rule.ID, 0, map[string]any{"list": rule.List, "value": rule.Value})
}

// Set writes an installation-wide setting and names it in the audit log, not
// its value.
func Set(tx *store.Tx, by parley.Actor, key string, value any) error {
	if err := tx.SetSetting(key, value); err != nil {
		return err
	}
	return note(tx, by, "setting.changed", "setting", 0, 0, map[string]any{"key": key})
}

// SetSecret seals an installation-wide secret.
func SetSecret(tx *store.Tx, by parley.Actor, key, value string) error {
	if err := tx.SetSealed(key, []byte(value)); err != nil {
		return err
	}
	return note(tx, by, "setting.changed", "setting", 0, 0, map[string]any{"key": key})
}

// Note records a decision about something that settings do not own, such as a
// dead job or a quarantined mail, so that the audit log has it (SET-14).
func Note(tx *store.Tx, by parley.Actor, kind parley.EventKind, object string, id int64, data map[string]any) error {
	return note(tx, by, kind, object, id, 0, data)
}
