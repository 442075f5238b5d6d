package httpapi

import (
	"parley/internal/parley"
)

// Enclosure is what hangs on a message besides files: quick replies that were
// offered or chosen, a place, somebody's card, a heading, or something that
// cannot be shown (API-23).
type Enclosure struct {
	Type      string       `json:"type" enum:"QUICK_REPLIES,CHOICE,LOCATION,CONTACT,MESSAGE_HEADER,UNSUPPORTED_CONTENT,INVITATION"`
	Replies   []QuickReply `json:"replies" doc:"Of quick replies"`
	Input     bool         `json:"input" doc:"The visitor may write an answer as well"`
	Several   bool         `json:"several" doc:"More than one may be chosen"`
	Answers   string       `json:"answers" doc:"Of a choice: the message that offered it"`
	Values    []string     `json:"values" doc:"Of a choice: what was chosen"`
	Name      string       `json:"name" doc:"Of a place or a person"`
	Lines     []string     `json:"lines" doc:"What else is known of the place or the person; the words of a heading"`
	URL       string       `json:"url"`
	Latitude  float64      `json:"latitude"`
	Longitude float64      `json:"longitude"`
	Meeting   *MeetingCard `json:"meeting" doc:"Of an invitation"`
}

// QuickReply is an answer that is offered as a button.
type QuickReply struct {
	Value string `json:"value"`
	Label string `json:"label"`
	URL   bool   `json:"url" doc:"It opens a page"`
}

func presentEnclosures(all []parley.Enclosure) []Enclosure {
	out := make([]Enclosure, len(all))
	for i, e := range all {
		v := Enclosure{Type: string(e.Type), Replies: []QuickReply{}, Answers: e.Answers, Values: append([]string{}, e.Values...), Name: e.Name, Lines: []string{}, URL: e.URL}
		for _, q := range e.QuickReplies {
			v.Replies = append(v.Replies, QuickReply{q.Value, q.Words(), q.ValueType == "URL"})
		}
		v.Input, v.Several = isTrue(e.AllowUserInput), isTrue(e.AllowMultiSelect)
		if e.Latitude != nil && e.Longitude != nil {
			v.Latitude, v.Longitude = *e.Latitude, *e.Longitude
		}
		for _, line := range []string{e.Address, e.Text} {
			if line != "" {
				v.Lines = append(v.Lines, line)
			}
		}
		if e.Profile != nil {
			v.Name, v.Lines = e.Profile.Words()
		}
		v.Meeting = presentInvitation(e.Invitation)
		out[i] = v
	}
	return out
}

func isTrue(b *bool) bool { return b != nil && *b }
