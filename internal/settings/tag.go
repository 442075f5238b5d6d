package settings

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

var colorPattern = regexp.MustCompile(`^#[0-9a-f]{6}$`)

// SaveTag creates a tag of an inbox (ID zero) or changes its name and colour.
func SaveTag(tx *store.Tx, by parley.Actor, t *store.Tag) error {
	t.Name, t.Color = clip(t.Name, 60), strings.ToLower(t.Color)
	if t.Name == "" {
		return parley.Invalidf("name", "give the tag a name")
	}
	if !colorPattern.MatchString(t.Color) {
		return parley.Invalidf("color", "%q is not a colour like #4f7c8a", t.Color)
	}
	tags, err := tx.Tags(t.InboxID)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(tags, func(o *store.Tag) bool { return o.ID != t.ID && strings.EqualFold(o.Name, t.Name) }) {
		return &parley.Error{Kind: parley.Conflict, Field: "name", Message: "there is a tag of this name in the inbox already"}
	}
	kind := parley.EventKind("tag.changed")
	if t.ID == 0 {
		t.ID, t.CreatedAt, kind = parley.TagID(tx.NewID()), tx.Now, "tag.created"
		err = tx.Insert("tag", t)
	} else {
		err = tx.Save("tag", t)
	}
	if err != nil {
		return err
	}
	return note(tx, by, kind, "tag", int64(t.ID), t.InboxID, map[string]any{"name": t.Name})
}

// untagging is the work that deleting a tag leaves.
type untagging struct {
	InboxID parley.InboxID `json:"inbox_id"`
	TagID   parley.TagID   `json:"tag_id"`
}

// DeleteTag removes a tag; a job takes it off its threads.
func DeleteTag(tx *store.Tx, by parley.Actor, t *store.Tag) error {
	if err := remove(tx, by, "tag", int64(t.ID)); err != nil {
		return err
	}
	_, err := job.Enqueue(tx, job.Spec{Kind: "settings.untag", Queue: job.QueueBulk, Payload: untagging{t.InboxID, t.ID}})
	return err
}

// untagSlice is how many threads one transaction changes.
const untagSlice = 100

func untag(ctx context.Context, db *store.DB, u untagging) error {
	for {
		left := 0
		err := db.Write(ctx, func(tx *store.Tx) error {
			threads, err := tx.ThreadsTagged(u.InboxID, u.TagID, untagSlice)
			if err != nil {
				return err
			}
			left = len(threads)
			for _, th := range threads {
				th.TagIDs = slices.DeleteFunc(th.TagIDs, func(id parley.TagID) bool { return id == u.TagID })
				if _, err := triage.Note(tx, parley.System, th, parley.ThreadChanged, nil); err != nil {
					return err
				}
				if err := triage.Store(tx, th); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || left < untagSlice {
			return err
		}
	}
}
