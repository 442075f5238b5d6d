package kb

import (
	"slices"
	"strings"

	"parley/internal/guard"
	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
)

// FilesPath is where pictures of articles lie, on every host.
const FilesPath = "/help/files/"

// maxHTML bounds an article, in bytes.
const maxHTML = 1 << 20

// CreateArticle adds an article without any text, last in its category.
func CreateArticle(tx *store.Tx, by *parley.User, category parley.ArticleCategoryID) (*parley.Article, error) {
	a := &parley.Article{ID: parley.ArticleID(tx.NewID()), AuthorID: by.ID, CreatedAt: tx.Now}
	if err := place(tx, a, category); err != nil {
		return nil, err
	}
	return a, tx.Insert("article", a)
}

// MoveArticle puts an article last in another category.
func MoveArticle(tx *store.Tx, by *parley.User, a *parley.Article, category parley.ArticleCategoryID) error {
	if a.CategoryID == category {
		return nil
	}
	if err := place(tx, a, category); err != nil {
		return err
	}
	if err := tx.Save("article", a); err != nil {
		return err
	}
	return noteArticle(tx, by, a.ID, "moved", nil)
}

func place(tx *store.Tx, a *parley.Article, category parley.ArticleCategoryID) error {
	if _, err := tx.ArticleCategory(category); parley.KindOf(err) == parley.NotFound {
		return parley.Invalidf("category_id", "choose a category")
	} else if err != nil {
		return err
	}
	all, err := tx.Articles()
	a.CategoryID, a.Position = category, 1
	for _, o := range all {
		if o.CategoryID == category {
			a.Position = max(a.Position, o.Position+1)
		}
	}
	return err
}

// OrderArticles sets the order of all articles of a category.
func OrderArticles(tx *store.Tx, by *parley.User, category parley.ArticleCategoryID, ids []parley.ArticleID) error {
	all, err := tx.Articles()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(a *parley.Article) bool { return a.CategoryID != category })
	if len(ids) != len(all) {
		return parley.Invalidf("ids", "name each article of the category once")
	}
	for _, a := range all {
		i := slices.Index(ids, a.ID)
		if i < 0 {
			return parley.Invalidf("ids", "name each article of the category once")
		}
		a.Position = int64(i + 1)
		if err := tx.Save("article", a); err != nil {
			return err
		}
	}
	return note(tx, parley.ByUser(by.ID), "article", "ordered", 0, nil)
}

// SaveVersion writes an article in the language of v, whose title, description,
// HTML and Published are taken; the first one published counts from now. Base is
// the revision that was edited, 0 for none: where another was saved since, it is
// a conflict. Nil writes over whatever is there.
func SaveVersion(tx *store.Tx, by *parley.User, v *parley.ArticleVersion, base *int64) error {
	if err := checkVersion(v); err != nil {
		return err
	}
	was, err := tx.ArticleVersion(v.ArticleID, v.Language)
	fresh := parley.KindOf(err) == parley.NotFound
	if err != nil && !fresh {
		return err
	}
	if fresh {
		was = &parley.ArticleVersion{}
	}
	if base != nil && *base != was.Revision {
		return &parley.Error{Kind: parley.Conflict, Code: "newer_revision", Message: "somebody else has changed this article meanwhile"}
	}
	v.AuthorID, v.UpdatedAt, v.Revision = by.ID, tx.Now, was.Revision+1
	if fresh {
		v.ID, v.CreatedAt = tx.NewID(), tx.Now
	} else {
		v.ID, v.CreatedAt, v.PublishedAt, v.HelpfulCount, v.UnhelpfulCount = was.ID, was.CreatedAt, was.PublishedAt, was.HelpfulCount, was.UnhelpfulCount
	}
	if v.Published && v.PublishedAt.IsZero() {
		v.PublishedAt = tx.Now
	}
	if fresh {
		err = tx.Insert("article_version", v)
	} else {
		err = tx.Save("article_version", v)
	}
	if err == nil {
		err = tx.IndexArticle(v.ID, v.Title, v.Description, v.Text)
	}
	if err != nil {
		return err
	}
	return noteArticle(tx, by, v.ArticleID, verbOf(fresh, was.Published, v.Published), v)
}

func verbOf(fresh, was, is bool) string {
	switch {
	case is && !was:
		return "published"
	case was && !is:
		return "unpublished"
	case fresh:
		return "created"
	}
	return "changed"
}

// checkVersion cleans what was written, and refuses what is no article.
func checkVersion(v *parley.ArticleVersion) error {
	if !slices.Contains(parley.ArticleLanguages, v.Language) {
		return parley.Invalidf("language", "articles are written in %s", strings.Join(parley.ArticleLanguages, ", "))
	}
	if v.Title = clip(v.Title, 200); v.Title == "" {
		return parley.Invalidf("title", "give the article a title")
	}
	if len(v.HTML) > maxHTML {
		return parley.Invalidf("html", "this is too long")
	}
	v.Description, v.HTML = clip(v.Description, 300), settle(guard.SanitizeArticle(v.HTML, FilesPath))
	v.Text = plain(v.HTML)
	if v.Published && v.Text == "" && !strings.Contains(v.HTML, "<img") {
		return parley.Invalidf("html", "write the article before you publish it")
	}
	v.Slug = slug(v.Slug)
	if v.Slug == "" {
		v.Slug = slug(v.Title)
	}
	return nil
}

// DeleteVersion removes an article in one language; the last one takes the
// article with it.
func DeleteVersion(tx *store.Tx, by *parley.User, v *parley.ArticleVersion) error {
	if _, err := tx.Delete("article_version", v.ID); err != nil {
		return err
	}
	if err := tx.UnindexArticle(v.ID); err != nil {
		return err
	}
	left, err := tx.ArticleVersions(v.ArticleID)
	if err == nil && len(left) == 0 {
		_, err = tx.Delete("article", int64(v.ArticleID))
	}
	if err != nil {
		return err
	}
	return noteArticle(tx, by, v.ArticleID, "deleted", v)
}

// DeleteArticle removes an article in all its languages.
func DeleteArticle(tx *store.Tx, by *parley.User, a *parley.Article) error {
	versions, err := tx.ArticleVersions(a.ID)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if err := DeleteVersion(tx, by, v); err != nil {
			return err
		}
	}
	_, err = tx.Delete("article", int64(a.ID))
	return err
}

func noteArticle(tx *store.Tx, by *parley.User, id parley.ArticleID, verb string, v *parley.ArticleVersion) error {
	data := map[string]any{}
	if v != nil {
		data["name"], data["language"] = v.Title, v.Language
	}
	return note(tx, parley.ByUser(by.ID), "article", verb, int64(id), data)
}

// slug is what an address says of a title: its words without case and accents.
func slug(title string) string {
	s := strings.Join(search.Words(title), "-")
	if len(s) > 80 {
		s = strings.Trim(strings.ToValidUTF8(s[:80], ""), "-")
	}
	return s
}
