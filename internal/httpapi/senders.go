package httpapi

import (
	"io"
	"net/http"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// SenderRule is an entry of the allow, deny or block list.
type SenderRule struct {
	ID        string  `json:"id"`
	List      string  `json:"list" enum:"allow,deny,block"`
	Value     string  `json:"value"`
	ThreadID  *string `json:"thread_id" doc:"Where the sender was blocked"`
	CreatedBy *string `json:"created_by"`
	CreatedAt *string `json:"created_at"`
}

// SenderRuleList is the allow and deny lists.
type SenderRuleList struct {
	SenderRules []SenderRule `json:"sender_rules"`
}

// BlockedList is the senders that are blocked.
type BlockedList struct {
	BlockedSenders []SenderRule `json:"blocked_senders"`
}

func (c *call) rules(lists ...string) ([]SenderRule, error) {
	out := []SenderRule{}
	for _, list := range lists {
		all, err := c.s.DB.Read(c).SenderRules(list)
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			out = append(out, presentRule(r))
		}
	}
	return out, nil
}

func presentRule(r *store.SenderRule) SenderRule {
	return SenderRule{parley.JobID(r.ID).String(), r.List, r.Value, optionalID(r.ThreadID), optionalID(r.CreatedBy), when(r.CreatedAt)}
}

func (c *call) senderRules(*struct{}) (*SenderRuleList, error) {
	list, err := c.rules("allow", "deny")
	return &SenderRuleList{list}, err
}

func (c *call) blockedSenders(*struct{}) (*BlockedList, error) {
	list, err := c.rules("block")
	return &BlockedList{list}, err
}

type ruleInput struct {
	Body struct {
		List  string `json:"list" enum:"allow,deny"`
		Value string `json:"value" maxLength:"254" doc:"name@domain or domain"`
	}
}

func (c *call) newRule(in *ruleInput) (*SenderRule, error) {
	var rule *store.SenderRule
	err := c.write(func(tx *store.Tx) (err error) {
		rule, err = settings.AddSenderRule(tx, c.Actor(), in.Body.List, in.Body.Value)
		return err
	})
	if err != nil {
		return nil, err
	}
	out := presentRule(rule)
	return &out, nil
}

func (c *call) deleteRule(in *idPath) error {
	id, err := parley.ParseID[int64]("id", in.ID)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error {
		rule, err := tx.SenderRule(id)
		if err != nil {
			return err
		}
		return settings.DeleteSenderRule(tx, c.Actor(), rule)
	})
}

// SpamSettings switch the filters of incoming mail (SPAM-03).
type SpamSettings struct {
	AutoReply   bool   `json:"auto_reply"`
	Marketing   bool   `json:"marketing"`
	Role        bool   `json:"role"`
	Unsubscribe bool   `json:"unsubscribe"`
	RspamdURL   string `json:"rspamd_url" maxLength:"300" doc:"A content filter; empty: none"`
}

const spamKey = "spam"

func (c *call) spamSettings(*struct{}) (*SpamSettings, error) {
	out := &SpamSettings{AutoReply: true, Marketing: true, Role: true, Unsubscribe: true}
	_, err := c.s.DB.Read(c).Setting(spamKey, out)
	return out, err
}

type spamInput struct{ Body SpamSettings }

func (c *call) setSpam(in *spamInput) (*SpamSettings, error) {
	if err := checkURL("rspamd_url", in.Body.RspamdURL); err != nil {
		return nil, err
	}
	return &in.Body, c.write(func(tx *store.Tx) error { return settings.Set(tx, c.Actor(), spamKey, in.Body) })
}

// Holiday is a day off for everybody (AUTO-06).
type Holiday struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Day    string `json:"day" doc:"YYYY-MM-DD"`
	Source string `json:"source" doc:"The calendar it came from; empty for an own entry"`
}

// HolidayList is all days off, by day.
type HolidayList struct {
	Holidays []Holiday `json:"holidays"`
}

func (c *call) holidays(*struct{}) (*HolidayList, error) {
	all, err := c.s.DB.Read(c).Holidays()
	out := &HolidayList{[]Holiday{}}
	for _, h := range all {
		out.Holidays = append(out.Holidays, Holiday{parley.JobID(h.ID).String(), h.Name, h.Day, h.Source})
	}
	return out, err
}

type holidayInput struct {
	Body struct {
		Name string `json:"name" maxLength:"200"`
		Day  string `json:"day" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	}
}

func (c *call) newHoliday(in *holidayInput) (*Holiday, error) {
	var h *store.Holiday
	err := c.write(func(tx *store.Tx) (err error) {
		h, err = settings.AddHoliday(tx, c.Actor(), in.Body.Name, in.Body.Day)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &Holiday{parley.JobID(h.ID).String(), h.Name, h.Day, h.Source}, nil
}

func (c *call) deleteHoliday(in *idPath) error {
	id, err := parley.ParseID[int64]("id", in.ID)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return settings.DeleteHoliday(tx, c.Actor(), id) })
}

type calendarInput struct {
	Body struct {
		URL      string `json:"url,omitempty" maxLength:"1000" doc:"Where the calendar is; or else calendar"`
		Calendar string `json:"calendar,omitempty" maxLength:"2000000" doc:"The text of an .ics file"`
		Name     string `json:"name,omitempty" maxLength:"200" doc:"Of the file: a later import of the same name replaces its days"`
	}
}

// importHolidays reads a calendar from its text or its address.
func (c *call) importHolidays(in *calendarInput) (*HolidayList, error) {
	text, source := []byte(in.Body.Calendar), orElse(in.Body.Name, "calendar")
	if in.Body.URL != "" {
		if err := checkURL("url", in.Body.URL); err != nil {
			return nil, err
		}
		var err error
		if text, err = c.fetch(in.Body.URL); err != nil {
			return nil, err
		}
		source = in.Body.URL
	}
	days, err := settings.ParseCalendar(text)
	if err != nil {
		return nil, err
	}
	if err := c.write(func(tx *store.Tx) error { return settings.ImportHolidays(tx, c.Actor(), source, days) }); err != nil {
		return nil, err
	}
	return c.holidays(nil)
}

const maxCalendar = 2 << 20

func (c *call) fetch(address string) ([]byte, error) {
	unreachable := func(err error) error {
		return &parley.Error{Kind: parley.Invalid, Field: "url", Message: "the calendar could not be fetched", Err: err}
	}
	req, err := http.NewRequestWithContext(c, http.MethodGet, address, nil)
	if err != nil {
		return nil, unreachable(err)
	}
	resp, err := c.s.outside().Do(req)
	if err != nil {
		return nil, unreachable(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxCalendar))
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, unreachable(err)
	}
	return text, nil
}
