package settings

import (
	"slices"
	"strings"

	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/store"
)

// The kinds of reusable text. A template has a subject too.
const (
	Snippet  = "snippet"
	Template = "template"
)

// SeesSnippet reports whether a snippet or template is for u (SET-17).
func SeesSnippet(u *parley.User, s *store.Snippet) bool {
	switch s.Scope {
	case "everyone":
		return true
	case "teams":
		if slices.ContainsFunc(s.TeamIDs, u.InTeam) {
			return true
		}
	}
	return s.OwnerID == u.ID
}

// mayEditSnippet: private ones are their owner's; those of others need the
// permission to edit templates.
func mayEditSnippet(u *parley.User, s *store.Snippet) error {
	if s.Scope == "private" && s.OwnerID != u.ID {
		return parley.NotFoundf("no such %s", s.Kind)
	}
	if s.Scope != "private" && !u.Has(parley.EditTemplates) {
		return parley.Errorf(parley.Forbidden, "you lack the permission to edit what others use too")
	}
	return nil
}

// SaveSnippet creates a snippet or template (ID zero) or writes over it. HTML
// is cleaned.
func SaveSnippet(tx *store.Tx, by *parley.User, s *store.Snippet) error {
	s.Name, s.Folder, s.Shortcut, s.Subject = clip(s.Name, 200), clip(s.Folder, 100), strings.ToLower(clip(s.Shortcut, 40)), clip(s.Subject, 500)
	if s.ID == 0 {
		s.OwnerID = by.ID
	}
	if err := checkSnippet(tx, s); err != nil {
		return err
	}
	s.HTML, s.UpdatedAt = guard.SanitizeComment(s.HTML), tx.Now
	if s.ID == 0 {
		s.ID, s.CreatedAt = tx.NewID(), tx.Now
		if err := mayEditSnippet(by, s); err != nil {
			return err
		}
		if err := tx.Insert("snippet", s); err != nil {
			return err
		}
		return noteSnippet(tx, by, s, "created")
	}
	was, err := tx.Snippet(s.ID)
	if err != nil {
		return err
	}
	for _, v := range []*store.Snippet{was, s} {
		if err := mayEditSnippet(by, v); err != nil {
			return err
		}
	}
	if err := tx.Save("snippet", s); err != nil {
		return err
	}
	return noteSnippet(tx, by, s, "changed")
}

func checkSnippet(tx *store.Tx, s *store.Snippet) error {
	if s.Name == "" {
		return parley.Invalidf("name", "give the %s a name", s.Kind)
	}
	if strings.ContainsAny(s.Shortcut, " \t\n#") {
		return parley.Invalidf("shortcut", "a shortcut has no spaces")
	}
	if len(s.Text) > 100_000 || len(s.HTML) > 400_000 {
		return parley.Invalidf("text", "this is too long")
	}
	if strings.TrimSpace(s.Text) == "" {
		return parley.Invalidf("text", "write some text")
	}
	switch s.Scope {
	case "private", "everyone":
		s.TeamIDs = nil
	case "teams":
		if len(s.TeamIDs) == 0 {
			return parley.Invalidf("team_ids", "choose a team")
		}
		if err := checkTeams(&tx.Reader, "team_ids", s.TeamIDs...); err != nil {
			return err
		}
	default:
		return parley.Invalidf("scope", `is "private", "teams" or "everyone"`)
	}
	if s.Shortcut == "" {
		return nil
	}
	others, err := tx.Snippets(s.Kind)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID != s.ID && o.Shortcut == s.Shortcut && (o.Scope != "private" || o.OwnerID == s.OwnerID) {
			return &parley.Error{Kind: parley.Conflict, Field: "shortcut", Message: "another one has this shortcut"}
		}
	}
	return nil
}

// DeleteSnippet removes one.
func DeleteSnippet(tx *store.Tx, by *parley.User, s *store.Snippet) error {
	if err := mayEditSnippet(by, s); err != nil {
		return err
	}
	if _, err := tx.Delete("snippet", s.ID); err != nil {
		return err
	}
	return noteSnippet(tx, by, s, "deleted")
}

func noteSnippet(tx *store.Tx, by *parley.User, s *store.Snippet, verb string) error {
	data := map[string]any{}
	if s.Scope != "private" {
		data["name"] = s.Name
	}
	return note(tx, parley.ByUser(by.ID), parley.EventKind(s.Kind+"."+verb), s.Kind, s.ID, 0, data)
}
