package settings

import (
	"slices"

	"parley/internal/parley"
	"parley/internal/store"
)

// CreateChatflow adds a chatflow below all others.
func CreateChatflow(tx *store.Tx, by parley.Actor, f *parley.Chatflow) error {
	if err := checkChatflow(&tx.Reader, f); err != nil {
		return err
	}
	all, err := tx.Chatflows()
	if err != nil {
		return err
	}
	f.Position = 1
	if len(all) > 0 {
		f.Position = all[len(all)-1].Position + 1
	}
	f.ID, f.CreatedAt, f.UpdatedAt = parley.ChatflowID(tx.NewID()), tx.Now, tx.Now
	if err := tx.Insert("chatflow", f); err != nil {
		return err
	}
	return noteChatflow(tx, by, f, "created")
}

// UpdateChatflow writes over all but the position.
func UpdateChatflow(tx *store.Tx, by parley.Actor, f *parley.Chatflow) error {
	if err := checkChatflow(&tx.Reader, f); err != nil {
		return err
	}
	f.UpdatedAt = tx.Now
	if err := tx.Save("chatflow", f); err != nil {
		return err
	}
	return noteChatflow(tx, by, f, "changed")
}

// CloneChatflow adds a copy that is switched off, right below the original's
// end of the list.
func CloneChatflow(tx *store.Tx, by parley.Actor, f *parley.Chatflow, name string) (*parley.Chatflow, error) {
	twin := *f
	twin.Active, twin.Name = false, name
	return &twin, CreateChatflow(tx, by, &twin)
}

// DeleteChatflow takes a chatflow away; conversations that it began stay.
func DeleteChatflow(tx *store.Tx, by parley.Actor, f *parley.Chatflow) error {
	if ok, err := tx.Delete("chatflow", int64(f.ID)); err != nil || !ok {
		return err
	}
	return noteChatflow(tx, by, f, "deleted")
}

// OrderChatflows sets the priority of all (BOT-05).
func OrderChatflows(tx *store.Tx, by parley.Actor, ids []parley.ChatflowID) error {
	all, err := tx.Chatflows()
	if err != nil {
		return err
	}
	if len(ids) != len(all) {
		return parley.Invalidf("ids", "name each chatflow once")
	}
	for _, f := range all {
		i := slices.Index(ids, f.ID)
		if i < 0 {
			return parley.Invalidf("ids", "name each chatflow once")
		}
		if f.Position == int64(i+1) {
			continue
		}
		f.Position = int64(i + 1)
		if err := tx.Save("chatflow", f); err != nil {
			return err
		}
	}
	return note(tx, by, "chatflow.ordered", "chatflow", 0, 0, nil)
}

func noteChatflow(tx *store.Tx, by parley.Actor, f *parley.Chatflow, verb string) error {
	return note(tx, by, parley.EventKind("chatflow."+verb), "chatflow", int64(f.ID), 0, map[string]any{"name": f.Name})
}

// CheckChatflow is what is asked of a chatflow before it is kept, or shown in a
// preview.
func CheckChatflow(r *store.Reader, f *parley.Chatflow) error { return checkChatflow(r, f) }

func checkChatflow(r *store.Reader, f *parley.Chatflow) error {
	if f.Name = clip(f.Name, 100); f.Name == "" {
		return parley.Invalidf("name", "give the chatflow a name")
	}
	if f.Kind != parley.ChatflowLive {
		return parley.Invalidf("kind", `is "live_chat"`)
	}
	acct, err := r.ChannelAccount(f.AccountID)
	if parley.KindOf(err) == parley.NotFound || err == nil && (acct.Channel != parley.ChannelChat || !acct.ArchivedAt.IsZero()) {
		return parley.Invalidf("account_id", "choose a chat channel")
	}
	if err != nil {
		return err
	}
	if f.Language == "" || len(f.Language) > 10 {
		return parley.Invalidf("language", "choose a language")
	}
	if f.Options.SessionMinutes == 0 {
		f.Options.SessionMinutes = 30
	}
	if err := checkTarget(r, f.Target); err != nil {
		return err
	}
	return checkDisplay(r, f)
}

func checkTarget(r *store.Reader, t parley.ChatflowTarget) error {
	for field, rules := range map[string][]parley.PageRule{"target.show": t.Show, "target.hide": t.Hide} {
		if len(rules) > 50 {
			return parley.Invalidf(field, "at most 50 rules")
		}
		for _, r := range rules {
			switch {
			case !oneOf(r.Kind, "all", "is", "contains", "begins", "wildcard", "param_is", "param_contains"):
				return parley.Invalidf(field, "there is no condition %q", r.Kind)
			case r.Kind != "all" && r.Value == "" && r.Kind != "param_is":
				return parley.Invalidf(field, "give a value")
			case (r.Kind == "param_is" || r.Kind == "param_contains") && r.Param == "":
				return parley.Invalidf(field, "name the parameter")
			}
		}
	}
	for _, some := range t.Visitor.Any {
		for _, c := range some.All {
			if !oneOf(c.Field, "known", "list", "property", "device", "country", "returning", "views", "seconds_on_page", "language", "referrer") {
				return parley.Invalidf("target.visitor", "there is no field %q", c.Field)
			}
			if !oneOf(c.Op, "is", "is_not", "contains", "not_contains", "at_least", "at_most") {
				return parley.Invalidf("target.visitor", "there is no comparison %q", c.Op)
			}
			if c.Field == "list" {
				if err := checkList(r, "target.visitor", c.Value); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// checkList reports whether a value names a list of contacts.
func checkList(r *store.Reader, field, value string) error {
	id, err := parley.ParseID[parley.RecordID](field, value)
	if err != nil {
		return err
	}
	l, err := r.RecordList(int64(id))
	if parley.KindOf(err) == parley.NotFound || err == nil && l.Type != parley.TypeContact {
		return parley.Invalidf(field, "there is no list of contacts %s: choose one", value)
	}
	return err
}

func checkDisplay(r *store.Reader, f *parley.Chatflow) error {
	h := &f.Display.Heading
	if !oneOf(h.Mode, "people", "owner", "custom") {
		return parley.Invalidf("display.heading.mode", `is "people", "owner" or "custom"`)
	}
	if h.UserIDs == nil {
		h.UserIDs = []parley.UserID{}
	}
	if h.TeamIDs == nil {
		h.TeamIDs = []parley.TeamID{}
	}
	for _, o := range []parley.ChatOnset{f.Display.Desktop, f.Display.Mobile} {
		if !oneOf(o.Behaviour, "open", "bubble", "launcher") {
			return parley.Invalidf("display.desktop.behaviour", `is "open", "bubble" or "launcher"`)
		}
	}
	if !oneOf(f.Build.EmailCapture.When, "off", "before", "after") {
		return parley.Invalidf("build.email_capture.when", `is "off", "before" or "after"`)
	}
	if !oneOf(f.Build.Consent.Mode, "off", "notice", "required") {
		return parley.Invalidf("build.consent.mode", `is "off", "notice" or "required"`)
	}
	if err := checkUsers(r, "display.heading.user_ids", h.UserIDs...); err != nil {
		return err
	}
	return checkTeams(r, "display.heading.team_ids", h.TeamIDs...)
}
