package kb

import (
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// shelves are what is published in one language: categories in order, each with
// its articles in order. A category without any is not there.
func shelves(r *store.Reader, language string) ([]*shelf, error) {
	categories, err := r.ArticleCategories()
	if err != nil {
		return nil, err
	}
	articles, err := r.Articles()
	if err != nil {
		return nil, err
	}
	heads, err := r.ArticleHeads()
	if err != nil {
		return nil, err
	}
	shown := map[parley.ArticleID]*parley.ArticleVersion{}
	for _, v := range heads {
		if v.Published && v.Language == language {
			shown[v.ArticleID] = v
		}
	}
	var out []*shelf
	for _, c := range categories {
		s := &shelf{ID: c.ID, Name: Named(c.Names, language), Description: c.Descriptions[language]}
		for _, a := range articles {
			if v := shown[a.ID]; v != nil && a.CategoryID == c.ID {
				s.Articles = append(s.Articles, v)
			}
		}
		if len(s.Articles) > 0 {
			out = append(out, s)
		}
	}
	return out, nil
}

// shelf is a category as readers see it.
type shelf struct {
	ID          parley.ArticleCategoryID
	Name        string
	Description string
	Articles    []*parley.ArticleVersion
}

// ref is how an address names a thing: its number, and words for people.
func ref[T interface{ String() string }](id T, words string) string {
	if words == "" {
		return id.String()
	}
	return id.String() + "-" + words
}

// Ref is how addresses name an article.
func Ref(v *parley.ArticleVersion) string { return ref(v.ArticleID, v.Slug) }

// Ref is how addresses name a category.
func (s *shelf) Ref() string { return ref(s.ID, slug(s.Name)) }

// number is what a ref begins with.
func number[T ~int64](ref string) (T, error) {
	digits, _, _ := strings.Cut(ref, "-")
	id, err := parley.ParseID[T]("id", digits)
	if err != nil {
		return 0, parley.NotFoundf("no such page")
	}
	return id, nil
}

// holding returns the shelf that an article stands on, or nil.
func holding(all []*shelf, id parley.ArticleID) *shelf {
	for _, s := range all {
		for _, v := range s.Articles {
			if v.ArticleID == id {
				return s
			}
		}
	}
	return nil
}
