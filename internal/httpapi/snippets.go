package httpapi

import (
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// Snippet is reusable text; as a template it has a subject too.
type Snippet struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Shortcut  string   `json:"shortcut"`
	Subject   string   `json:"subject"`
	Text      string   `json:"text"`
	HTML      string   `json:"html"`
	Scope     string   `json:"scope" enum:"private,teams,everyone"`
	TeamIDs   []string `json:"team_ids"`
	Folder    string   `json:"folder"`
	OwnerID   string   `json:"owner_id"`
	UseCount  int64    `json:"use_count"`
	Editable  bool     `json:"editable"`
	UpdatedAt *string  `json:"updated_at"`
}

// SnippetInput is what its author writes.
type SnippetInput struct {
	Name     string   `json:"name" maxLength:"200"`
	Shortcut string   `json:"shortcut,omitempty" maxLength:"40"`
	Subject  string   `json:"subject,omitempty" maxLength:"500" doc:"Of templates"`
	Text     string   `json:"text" maxLength:"100000" doc:"Tokens read {{contact.first_name}} or {{contact.first_name|there}}"`
	HTML     string   `json:"html,omitempty" maxLength:"400000"`
	Scope    string   `json:"scope" enum:"private,teams,everyone"`
	TeamIDs  []string `json:"team_ids,omitempty" maxItems:"200"`
	Folder   string   `json:"folder,omitempty" maxLength:"100"`
}

func (in SnippetInput) apply(s *store.Snippet) (err error) {
	s.Name, s.Shortcut, s.Subject, s.Text, s.HTML, s.Scope, s.Folder = in.Name, in.Shortcut, in.Subject, in.Text, in.HTML, in.Scope, in.Folder
	s.TeamIDs, err = parseIDs[parley.TeamID]("team_ids", in.TeamIDs)
	return err
}

func (c *call) presentSnippet(s *store.Snippet) Snippet {
	return Snippet{ID: parley.JobID(s.ID).String(), Name: s.Name, Shortcut: s.Shortcut, Subject: s.Subject, Text: s.Text, HTML: s.HTML, Scope: s.Scope,
		TeamIDs: ids(s.TeamIDs), Folder: s.Folder, OwnerID: s.OwnerID.String(), UseCount: s.UseCount,
		Editable: s.Scope == "private" || c.User.Has(parley.EditTemplates), UpdatedAt: when(s.UpdatedAt)}
}

// SnippetList is the snippets for the reader.
type SnippetList struct {
	Snippets []Snippet `json:"snippets"`
}

// TemplateList is the templates for the reader.
type TemplateList struct {
	Templates []Snippet `json:"templates"`
}

func (c *call) texts(kind string) ([]Snippet, error) {
	all, err := c.s.DB.Read(c).Snippets(kind)
	out := []Snippet{}
	for _, s := range all {
		if settings.SeesSnippet(c.User, s) {
			out = append(out, c.presentSnippet(s))
		}
	}
	return out, err
}

func (c *call) snippets(*struct{}) (*SnippetList, error) {
	list, err := c.texts(settings.Snippet)
	return &SnippetList{list}, err
}

func (c *call) templates(*struct{}) (*TemplateList, error) {
	list, err := c.texts(settings.Template)
	return &TemplateList{list}, err
}

// text returns one that is for the caller.
func (c *call) text(kind, id string) (*store.Snippet, error) {
	n, err := parley.ParseID[int64]("id", id)
	if err != nil {
		return nil, err
	}
	s, err := c.s.DB.Read(c).Snippet(n)
	if err == nil && (s.Kind != kind || !settings.SeesSnippet(c.User, s) && (s.Scope == "private" || !c.User.Has(parley.EditTemplates))) {
		err = parley.NotFoundf("no such %s", kind)
	}
	return s, err
}

type newSnippetInput struct{ Body SnippetInput }

type snippetInput struct {
	ID   string `path:"id"`
	Body SnippetInput
}

func newText(kind string) func(c *call, in *newSnippetInput) (*Snippet, error) {
	return func(c *call, in *newSnippetInput) (*Snippet, error) {
		return c.saveText(&store.Snippet{Kind: kind}, in.Body)
	}
}

func updateText(kind string) func(c *call, in *snippetInput) (*Snippet, error) {
	return func(c *call, in *snippetInput) (*Snippet, error) {
		s, err := c.text(kind, in.ID)
		if err != nil {
			return nil, err
		}
		return c.saveText(s, in.Body)
	}
}

func (c *call) saveText(s *store.Snippet, in SnippetInput) (*Snippet, error) {
	if err := in.apply(s); err != nil {
		return nil, err
	}
	err := c.write(func(tx *store.Tx) error { return settings.SaveSnippet(tx, c.User, s) })
	out := c.presentSnippet(s)
	return &out, err
}

func deleteText(kind string) func(c *call, in *idPath) error {
	return func(c *call, in *idPath) error {
		s, err := c.text(kind, in.ID)
		if err != nil {
			return err
		}
		return c.write(func(tx *store.Tx) error { return settings.DeleteSnippet(tx, c.User, s) })
	}
}

// useText counts that one was put into an answer.
func useText(kind string) func(c *call, in *idPath) error {
	return func(c *call, in *idPath) error {
		s, err := c.text(kind, in.ID)
		if err != nil {
			return err
		}
		return c.write(func(tx *store.Tx) error { return tx.CountUse(s.ID) })
	}
}
