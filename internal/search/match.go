package search

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
)

// Match reports whether the filter holds. An empty group holds.
func (f *Filter) Match(facts *Facts) bool {
	switch f.Op {
	case "or":
		return len(f.Children) == 0 || slices.ContainsFunc(f.Children, func(c Filter) bool { return c.Match(facts) })
	case "and":
		return !slices.ContainsFunc(f.Children, func(c Filter) bool { return !c.Match(facts) })
	}
	return f.compare(facts)
}

// NextChange is when a filter's verdict on a thread may change by time alone;
// zero for never.
func (f *Filter) NextChange(facts *Facts) time.Time {
	var next time.Time
	if f.Op == "" && FilterFields[f.Field] == TypeSpan && !facts.Thread.WaitingSince.IsZero() {
		minutes, _ := strconv.ParseInt(f.text(), 10, 64)
		if at := facts.Thread.WaitingSince.Add(time.Duration(minutes) * time.Minute); at.After(facts.Now) {
			next = at
		}
	}
	for i := range f.Children {
		if at := f.Children[i].NextChange(facts); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

func (f *Filter) compare(facts *Facts) bool {
	switch typeOf(f.Field) {
	case TypeEnum, TypeBool:
		return f.compareSet(facts.enum(f.Field))
	case TypeText:
		return f.compareText(facts.text(f.Field))
	case TypeTime:
		return f.compareTime(facts.time(f.Field))
	case TypeSpan:
		return f.compareSpan(facts)
	}
	return false
}

func (f *Filter) compareSet(have []string) bool {
	overlap := slices.ContainsFunc(f.values(), func(v string) bool { return slices.Contains(have, v) })
	switch f.Operator {
	case "is", "any_of":
		return overlap
	case "is_not", "none_of":
		return !overlap
	case "known":
		return len(have) > 0
	}
	return len(have) == 0
}

func (f *Filter) compareText(have string) bool {
	have, want := Fold(have), Fold(f.text())
	switch f.Operator {
	case "is":
		return have == want
	case "is_not":
		return have != want
	case "contains":
		return strings.Contains(have, want)
	case "not_contains":
		return !strings.Contains(have, want)
	case "known":
		return have != ""
	}
	return have == ""
}

func (f *Filter) compareTime(have time.Time) bool {
	want, err := time.Parse(time.RFC3339, f.text())
	if err != nil {
		want, _ = Day(f.text(), time.UTC)
	}
	switch f.Operator {
	case "before":
		return !have.IsZero() && have.Before(want)
	case "after":
		return have.After(want)
	case "known":
		return !have.IsZero()
	}
	return have.IsZero()
}

func (f *Filter) compareSpan(facts *Facts) bool {
	if facts.Thread.WaitingSince.IsZero() {
		return false
	}
	minutes, _ := strconv.ParseInt(f.text(), 10, 64)
	waited := facts.Now.Sub(facts.Thread.WaitingSince)
	if f.Operator == "longer_than" {
		return waited >= time.Duration(minutes)*time.Minute
	}
	return waited < time.Duration(minutes)*time.Minute
}

func (facts *Facts) enum(field string) []string {
	th := facts.Thread
	id := func(n int64) []string {
		if n == 0 {
			return nil
		}
		return []string{strconv.FormatInt(n, 10)}
	}
	switch field {
	case "status":
		return []string{string(th.Status)}
	case "channel":
		return []string{string(th.Channel)}
	case "channel_account":
		return id(int64(th.AccountID))
	case "assignee":
		if th.AssigneeKind == parley.ActorUser {
			return id(th.AssigneeID)
		}
	case "team":
		return id(int64(th.TeamID))
	case "contact":
		return id(int64(th.ContactID))
	case "contact_owner":
		if facts.Contact != nil {
			return id(int64(facts.Contact.OwnerID))
		}
	case "contact_list":
		return facts.Lists
	case "last_action":
		return []string{string(th.LastAction)}
	case "tag":
		var out []string
		for _, t := range th.TagIDs {
			out = append(out, t.String())
		}
		return out
	case "snoozed":
		return []string{strconv.FormatBool(th.Snoozed())}
	case "has_attachment":
		return []string{strconv.FormatBool(th.HasAttachment)}
	case "has_comment":
		return []string{strconv.FormatBool(th.CommentText != "")}
	case "sla":
		if th.SLAState != "" {
			return []string{string(th.SLAState)}
		}
	case "has_ticket":
		return []string{strconv.FormatBool(th.TicketID != 0)}
	case "unassigned":
		return []string{strconv.FormatBool(th.AssigneeID == 0)}
	}
	return nil
}

func (facts *Facts) text(field string) string {
	c := facts.Contact
	if c == nil {
		c = &parley.Contact{}
	}
	switch field {
	case "subject":
		return facts.Thread.Subject
	case "preview":
		return facts.Thread.Preview
	case "contact_name":
		return c.Name()
	case "contact_email":
		return c.Email
	case "contact_company":
		return c.Company
	case "contact_language":
		return c.Language
	case "page":
		return facts.Page
	}
	if facts.Message != nil {
		return ofMessage(facts.Message, field)
	}
	return ""
}

func ofMessage(m *parley.Message, field string) string {
	switch field {
	case "message_text":
		return m.Text
	case "sender":
		return strings.TrimSpace(m.From.Name + " " + m.From.Address)
	case "recipient":
		var all []string
		for _, a := range append(slices.Clone(m.To), m.Cc...) {
			all = append(all, a.Address)
		}
		return strings.Join(all, " ")
	}
	return ""
}

func (facts *Facts) time(field string) time.Time {
	th := facts.Thread
	switch field {
	case "created_at":
		return th.CreatedAt
	case "closed_at":
		return th.ClosedAt
	case "latest_message_at":
		return th.LatestMessageAt
	case "latest_received_at":
		return th.LatestReceivedAt
	case "latest_sent_at":
		return th.LatestSentAt
	}
	return time.Time{}
}

// Asked are the values with which a filter compares a field.
func (f *Filter) Asked(field string) (values []string) {
	if f.Op == "" && f.Field == field {
		return f.values()
	}
	for i := range f.Children {
		values = append(values, f.Children[i].Asked(field)...)
	}
	return values
}

// AsksWhether reports whether a filter asks if a field has any value.
func (f *Filter) AsksWhether(field string) bool {
	return f.Op == "" && f.Field == field && len(f.values()) == 0 || slices.ContainsFunc(f.Children, func(c Filter) bool { return c.AsksWhether(field) })
}
