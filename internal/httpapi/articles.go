package httpapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"

	"parley/internal/kb"
	"parley/internal/parley"
	"parley/internal/store"
)

// Article is a help article in all its languages.
type Article struct {
	ID         string           `json:"id"`
	CategoryID string           `json:"category_id"`
	Position   int64            `json:"position"`
	Versions   []ArticleVersion `json:"versions" doc:"Drafts for holders of the permission alone"`
}

// ArticleVersion is a help article in one language.
type ArticleVersion struct {
	ArticleID      string  `json:"article_id"`
	Language       string  `json:"language"`
	Title          string  `json:"title"`
	Slug           string  `json:"slug"`
	Description    string  `json:"description"`
	HTML           string  `json:"html,omitempty" doc:"Left out of lists"`
	Text           string  `json:"text,omitempty" doc:"Left out of lists"`
	Published      bool    `json:"published"`
	AuthorID       string  `json:"author_id"`
	HelpfulCount   int64   `json:"helpful_count"`
	UnhelpfulCount int64   `json:"unhelpful_count"`
	UpdatedAt      *string `json:"updated_at"`
	Revision       int64   `json:"revision" doc:"Counts what was saved"`
	PublishedAt    *string `json:"published_at"`
	URL            string  `json:"url" doc:"Of its public page"`
}

// ArticleInput is what its author writes.
type ArticleInput struct {
	Title       string `json:"title" maxLength:"200"`
	Slug        string `json:"slug,omitempty" maxLength:"80" doc:"Empty: made of the title"`
	Description string `json:"description,omitempty" maxLength:"300"`
	HTML        string `json:"html,omitempty" maxLength:"1000000"`
	Published   bool   `json:"published,omitempty"`
	Revision    *int64 `json:"revision,omitempty" doc:"The one that was edited, 0 for none; 409 newer_revision if it is not the newest any more. Without it, whatever is there is written over"`
}

func (in ArticleInput) version(id parley.ArticleID, language string) *parley.ArticleVersion {
	return &parley.ArticleVersion{ArticleID: id, Language: language, Title: in.Title, Slug: in.Slug, Description: in.Description, HTML: in.HTML, Published: in.Published}
}

func (c *call) presentVersion(v *parley.ArticleVersion) ArticleVersion {
	out := ArticleVersion{ArticleID: v.ArticleID.String(), Language: v.Language, Title: v.Title, Slug: v.Slug, Description: v.Description, HTML: v.HTML, Text: v.Text,
		Published: v.Published, AuthorID: v.AuthorID.String(), HelpfulCount: v.HelpfulCount, UnhelpfulCount: v.UnhelpfulCount, UpdatedAt: when(v.UpdatedAt), Revision: v.Revision, PublishedAt: when(v.PublishedAt)}
	if v.Published && c.s.Help != nil {
		out.URL = c.s.Help.ArticleURL(v)
	}
	return out
}

// presentArticle shows drafts to those who write articles, and to nobody else.
func (c *call) presentArticle(a *parley.Article, versions []*parley.ArticleVersion) *Article {
	out := &Article{ID: a.ID.String(), CategoryID: a.CategoryID.String(), Position: a.Position, Versions: []ArticleVersion{}}
	for _, v := range versions {
		if v.ArticleID == a.ID && (v.Published || c.User.Has(parley.EditKnowledge)) {
			out.Versions = append(out.Versions, c.presentVersion(v))
		}
	}
	return out
}

// ArticleList is all articles, by category and position.
type ArticleList struct {
	Articles []Article `json:"articles"`
	URL      string    `json:"url" doc:"Of the public pages"`
}

func (c *call) articles(*struct{}) (*ArticleList, error) {
	r := c.s.DB.Read(c)
	all, err := r.Articles()
	if err != nil {
		return nil, err
	}
	heads, err := r.ArticleHeads()
	if err != nil {
		return nil, err
	}
	out := &ArticleList{Articles: []Article{}}
	if c.s.Help != nil {
		out.URL = c.s.Help.Absolute("/")
	}
	for _, a := range all {
		if p := c.presentArticle(a, heads); len(p.Versions) > 0 {
			out.Articles = append(out.Articles, *p)
		}
	}
	return out, nil
}

type articleSearchInput struct {
	Q        string `query:"q" maxLength:"200"`
	Language string `query:"language" maxLength:"10" doc:"Empty: any"`
}

// FoundArticles are published versions, the best first.
type FoundArticles struct {
	Articles []ArticleVersion `json:"articles"`
}

// searchArticles finds what can be sent to somebody: published articles. Without
// words it is those that helped most.
func (c *call) searchArticles(in *articleSearchInput) (*FoundArticles, error) {
	r := c.s.DB.Read(c)
	var found []*parley.ArticleVersion
	var err error
	if in.Q == "" {
		found, err = kb.Best(r, in.Language)
	} else {
		found, err = kb.Search(r, in.Q, in.Language)
	}
	out := &FoundArticles{Articles: []ArticleVersion{}}
	for _, v := range found {
		out.Articles = append(out.Articles, c.presentVersion(v))
	}
	return out, err
}

func (c *call) article(id string) (*parley.Article, []*parley.ArticleVersion, error) {
	n, err := parley.ParseID[parley.ArticleID]("id", id)
	if err != nil {
		return nil, nil, err
	}
	r := c.s.DB.Read(c)
	a, err := r.Article(n)
	if err != nil {
		return nil, nil, err
	}
	versions, err := r.ArticleVersions(n)
	return a, versions, err
}

func (c *call) oneArticle(in *idPath) (*Article, error) {
	a, versions, err := c.article(in.ID)
	if err != nil {
		return nil, err
	}
	out := c.presentArticle(a, versions)
	if len(out.Versions) == 0 {
		return nil, parley.NotFoundf("no such article")
	}
	return out, nil
}

type newArticleInput struct {
	Body struct {
		CategoryID string `json:"category_id"`
		Language   string `json:"language" enum:"en,fr"`
		ArticleInput
	}
}

func (c *call) newArticle(in *newArticleInput) (*Article, error) {
	category, err := parley.ParseID[parley.ArticleCategoryID]("category_id", in.Body.CategoryID)
	if err != nil {
		return nil, err
	}
	var a *parley.Article
	var v *parley.ArticleVersion
	err = c.write(func(tx *store.Tx) (err error) {
		if a, err = kb.CreateArticle(tx, c.User, category); err != nil {
			return err
		}
		v = in.Body.version(a.ID, in.Body.Language)
		return kb.SaveVersion(tx, c.User, v, nil)
	})
	if err != nil {
		return nil, err
	}
	return c.presentArticle(a, []*parley.ArticleVersion{v}), nil
}

type articleInput struct {
	ID   string `path:"id"`
	Body struct {
		CategoryID string `json:"category_id"`
	}
}

func (c *call) moveArticle(in *articleInput) (*Article, error) {
	category, err := parley.ParseID[parley.ArticleCategoryID]("category_id", in.Body.CategoryID)
	if err != nil {
		return nil, err
	}
	a, versions, err := c.article(in.ID)
	if err != nil {
		return nil, err
	}
	err = c.write(func(tx *store.Tx) error { return kb.MoveArticle(tx, c.User, a, category) })
	return c.presentArticle(a, versions), err
}

func (c *call) deleteArticle(in *idPath) error {
	a, _, err := c.article(in.ID)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return kb.DeleteArticle(tx, c.User, a) })
}

type articleVersionPath struct {
	ID       string `path:"id"`
	Language string `path:"language" maxLength:"10"`
}

// version returns an article in the language of a path.
func (c *call) version(in articleVersionPath) (*parley.ArticleVersion, error) {
	_, versions, err := c.article(in.ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(versions, func(v *parley.ArticleVersion) bool { return v.Language == in.Language })
	if i < 0 {
		return nil, parley.NotFoundf("no such article")
	}
	return versions[i], nil
}

type articleVersionInput struct {
	ID       string `path:"id"`
	Language string `path:"language" maxLength:"10"`
	Body     ArticleInput
}

func (c *call) saveVersion(in *articleVersionInput) (*ArticleVersion, error) {
	a, _, err := c.article(in.ID)
	if err != nil {
		return nil, err
	}
	v := in.Body.version(a.ID, in.Language)
	if err := c.write(func(tx *store.Tx) error { return kb.SaveVersion(tx, c.User, v, in.Body.Revision) }); err != nil {
		return nil, err
	}
	out := c.presentVersion(v)
	return &out, nil
}

func (c *call) deleteVersion(in *articleVersionPath) error {
	v, err := c.version(*in)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return kb.DeleteVersion(tx, c.User, v) })
}

// ArticlePreview is where a draft can be seen.
type ArticlePreview struct {
	URL string `json:"url" doc:"Good for an hour"`
}

func (c *call) previewArticle(in *articleVersionPath) (*ArticlePreview, error) {
	v, err := c.version(*in)
	if err != nil {
		return nil, err
	}
	if c.s.Help == nil {
		return nil, parley.Errorf(parley.Unavailable, "the help pages cannot be shown here")
	}
	url, err := c.s.Help.PreviewURL(v)
	return &ArticlePreview{url}, err
}

type orderArticlesInput struct {
	Body struct {
		CategoryID string   `json:"category_id"`
		IDs        []string `json:"ids" maxItems:"2000"`
	}
}

func (c *call) orderArticles(in *orderArticlesInput) error {
	category, err := parley.ParseID[parley.ArticleCategoryID]("category_id", in.Body.CategoryID)
	if err != nil {
		return err
	}
	order, err := parseIDs[parley.ArticleID]("ids", in.Body.IDs)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return kb.OrderArticles(tx, c.User, category, order) })
}

// ArticlePicture is where a picture lies.
type ArticlePicture struct {
	URL  string `json:"url"`
	Name string `json:"name"`
}

// articlePicture keeps a picture for articles. The body is the bytes.
func (c *call) articlePicture(w http.ResponseWriter, req *http.Request) error {
	data, err := io.ReadAll(http.MaxBytesReader(w, req.Body, kb.MaxPicture))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &parley.Error{Kind: parley.TooLarge, Message: "a picture may have 10 MB"}
	} else if err != nil {
		return parley.Errorf(parley.Invalid, "the file did not arrive whole: try again")
	}
	kind, err := kb.PictureType(data)
	if err != nil {
		return err
	}
	names, err := c.s.Blobs.Put(data)
	if err != nil {
		return err
	}
	out := ArticlePicture{}
	err = c.write(func(tx *store.Tx) (err error) {
		out.URL, err = kb.AddPicture(tx, c.User, &parley.ArticleFile{Hash: names[0], ContentType: kind, Size: int64(len(data))})
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	return json.NewEncoder(w).Encode(out)
}
