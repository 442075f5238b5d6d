package kb

import (
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// SaveCategory creates a category (ID zero), below all others, or changes its
// names.
func SaveCategory(tx *store.Tx, by parley.Actor, c *parley.ArticleCategory) error {
	c.Names, c.Descriptions = clean(c.Names, 100), clean(c.Descriptions, 300)
	if len(c.Names) == 0 {
		return parley.Invalidf("names", "give the category a name")
	}
	all, err := tx.ArticleCategories()
	if err != nil {
		return err
	}
	for _, o := range all {
		for language, name := range c.Names {
			if o.ID != c.ID && strings.EqualFold(o.Names[language], name) {
				return &parley.Error{Kind: parley.Conflict, Field: "names", Message: "there is a category of this name already"}
			}
		}
	}
	verb := "changed"
	c.UpdatedAt = tx.Now
	if c.ID == 0 {
		verb, c.ID, c.CreatedAt, c.Position = "created", parley.ArticleCategoryID(tx.NewID()), tx.Now, 1
		if len(all) > 0 {
			c.Position = all[len(all)-1].Position + 1
		}
		err = tx.Insert("article_category", c)
	} else {
		err = tx.Save("article_category", c)
	}
	if err != nil {
		return err
	}
	return noteCategory(tx, by, c, verb)
}

// DeleteCategory removes one that holds no articles.
func DeleteCategory(tx *store.Tx, by parley.Actor, c *parley.ArticleCategory) error {
	all, err := tx.Articles()
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(a *parley.Article) bool { return a.CategoryID == c.ID }) {
		return parley.Errorf(parley.Conflict, "the category still holds articles: move or delete them first")
	}
	if _, err := tx.Delete("article_category", int64(c.ID)); err != nil {
		return err
	}
	return noteCategory(tx, by, c, "deleted")
}

// OrderCategories sets the order of all.
func OrderCategories(tx *store.Tx, by parley.Actor, ids []parley.ArticleCategoryID) error {
	all, err := tx.ArticleCategories()
	if err != nil {
		return err
	}
	if len(ids) != len(all) {
		return parley.Invalidf("ids", "name each category once")
	}
	for _, c := range all {
		i := slices.Index(ids, c.ID)
		if i < 0 {
			return parley.Invalidf("ids", "name each category once")
		}
		c.Position = int64(i + 1)
		if err := tx.Save("article_category", c); err != nil {
			return err
		}
	}
	return note(tx, by, "article_category", "ordered", 0, nil)
}

func noteCategory(tx *store.Tx, by parley.Actor, c *parley.ArticleCategory, verb string) error {
	return note(tx, by, "article_category", verb, int64(c.ID), map[string]any{"name": Named(c.Names, "en")})
}

// Named is a text in a language, or in the first that has one.
func Named(texts map[string]string, language string) string {
	for _, l := range append([]string{language}, parley.ArticleLanguages...) {
		if texts[l] != "" {
			return texts[l]
		}
	}
	return ""
}

// clean keeps the languages there are, and what they say short.
func clean(texts map[string]string, most int) map[string]string {
	out := map[string]string{}
	for _, l := range parley.ArticleLanguages {
		if s := clip(texts[l], most); s != "" {
			out[l] = s
		}
	}
	return out
}

func clip(s string, n int) string {
	s = strings.TrimSpace(s)
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}
