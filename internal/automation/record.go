package automation

import (
	"cmp"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

func aboutRecord(e *parley.Event) bool {
	return strings.HasPrefix(string(e.Kind), "record.") || strings.HasPrefix(string(e.Kind), "association.")
}

// ofRecord says what an event of a record of a kind is (HOOK-05).
func ofRecord(e *parley.Event, kind *parley.ObjectType) []happening {
	switch e.Kind {
	case "record.created":
		return one("creation", parley.HookDetail{ChangeFlag: "CREATED"})
	case "record.archived":
		return one("deletion", parley.HookDetail{ChangeFlag: "DELETED"})
	case "record.restored":
		return one("restore", parley.HookDetail{ChangeFlag: "RESTORED"})
	case "record.erased":
		if kind.ID == parley.TypeContact {
			return one("privacyDeletion", parley.HookDetail{ChangeFlag: "DELETED"})
		}
		return one("deletion", parley.HookDetail{ChangeFlag: "DELETED"})
	case "record.merged":
		from, moved := number(e.Data["from"]), int(number(e.Data["moved"]))
		return one("merge", parley.HookDetail{PrimaryID: e.ObjectID, MergedIDs: []int64{from}, NewID: e.ObjectID, Moved: &moved})
	case "record.changed":
		var out []happening
		for _, name := range words(e.Data["fields"]) {
			out = append(out, changed(name, "")...)
		}
		return out
	case "association.added", "association.removed":
		return joined(e, kind)
	}
	return nil
}

func joined(e *parley.Event, kind *parley.ObjectType) []happening {
	to, _ := e.Data["to_type"].(string)
	removed := e.Kind == "association.removed"
	primary := false
	list, _ := e.Data["type_ids"].([]any)
	for _, id := range list {
		primary = primary || slices.Contains(primaryTypes, number(id))
	}
	return one("associationChange", parley.HookDetail{AssociationType: strings.ToUpper(kind.Name + "_to_" + to), FromObjectID: e.ObjectID, ToObjectID: number(e.Data["to"]),
		Removed: &removed, Primary: &primary})
}

// primaryTypes are the numbers of the associations that mark the one company
// that counts, both ways.
var primaryTypes = primaries()

func primaries() (out []int64) {
	for _, from := range parley.BuiltinTypes {
		for _, to := range parley.BuiltinTypes {
			for _, t := range parley.BuiltinAssociations(from.ID, to.ID) {
				if t.Primary() {
					out = append(out, t.ID)
				}
			}
		}
	}
	return out
}

// recall is the detail of an event with what was written to a record, and by
// which way: values stand in the record's history alone, never in the log of
// deliveries, and what was erased there since is told as empty.
func recall(r *store.Reader, e *parley.WebhookEvent) (parley.HookDetail, error) {
	d := e.Detail
	if e.Object == "thread" || d.PropertyName == "" && d.ChangeFlag == "" {
		return d, nil
	}
	c, err := r.RecordChange(parley.RecordID(e.ObjectID), e.Seq)
	if err != nil {
		return d, ignoreGone(err)
	}
	d.ChangeSource, d.SourceID = string(c.Source), cmp.Or(c.SourceID, d.SourceID)
	if d.PropertyName != "" {
		value := c.Properties[d.PropertyName]
		d.PropertyValue = &value
	}
	return d, nil
}

// number reads an identifier or a count of an event's data.
func number(v any) int64 {
	switch n := v.(type) {
	case float64:
		return int64(n)
	case string:
		id, _ := parley.ParseID[int64]("", n)
		return id
	}
	return 0
}

// words reads a list of names of an event's data.
func words(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, x := range list {
		if name, ok := x.(string); ok {
			out = append(out, name)
		}
	}
	return out
}
