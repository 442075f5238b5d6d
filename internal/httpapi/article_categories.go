package httpapi

import (
	"parley/internal/kb"
	"parley/internal/parley"
	"parley/internal/store"
)

// ArticleCategory gathers help articles.
type ArticleCategory struct {
	ID           string            `json:"id"`
	Names        map[string]string `json:"names" doc:"By language"`
	Descriptions map[string]string `json:"descriptions" doc:"By language"`
	Position     int64             `json:"position"`
}

// ArticleCategoryList is all categories, in order.
type ArticleCategoryList struct {
	Categories []ArticleCategory `json:"categories"`
}

func presentCategory(c *parley.ArticleCategory) *ArticleCategory {
	return &ArticleCategory{c.ID.String(), c.Names, c.Descriptions, c.Position}
}

func (c *call) articleCategories(*struct{}) (*ArticleCategoryList, error) {
	all, err := c.s.DB.Read(c).ArticleCategories()
	out := &ArticleCategoryList{Categories: []ArticleCategory{}}
	for _, x := range all {
		out.Categories = append(out.Categories, *presentCategory(x))
	}
	return out, err
}

// ArticleCategoryInput is what is written of a category.
type ArticleCategoryInput struct {
	Names        map[string]string `json:"names"`
	Descriptions map[string]string `json:"descriptions,omitempty"`
}

type newCategoryInput struct{ Body ArticleCategoryInput }

type categoryInput struct {
	ID   string `path:"id"`
	Body ArticleCategoryInput
}

func (c *call) saveCategory(x *parley.ArticleCategory, in ArticleCategoryInput) (*ArticleCategory, error) {
	x.Names, x.Descriptions = in.Names, in.Descriptions
	err := c.write(func(tx *store.Tx) error { return kb.SaveCategory(tx, c.Actor(), x) })
	return presentCategory(x), err
}

func (c *call) newArticleCategory(in *newCategoryInput) (*ArticleCategory, error) {
	return c.saveCategory(&parley.ArticleCategory{}, in.Body)
}

func (c *call) articleCategory(id string) (*parley.ArticleCategory, error) {
	n, err := parley.ParseID[parley.ArticleCategoryID]("id", id)
	if err != nil {
		return nil, err
	}
	return c.s.DB.Read(c).ArticleCategory(n)
}

func (c *call) updateArticleCategory(in *categoryInput) (*ArticleCategory, error) {
	x, err := c.articleCategory(in.ID)
	if err != nil {
		return nil, err
	}
	return c.saveCategory(x, in.Body)
}

func (c *call) deleteArticleCategory(in *idPath) error {
	x, err := c.articleCategory(in.ID)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return kb.DeleteCategory(tx, c.Actor(), x) })
}

type orderCategoriesInput struct {
	Body struct {
		IDs []string `json:"ids" maxItems:"500"`
	}
}

func (c *call) orderArticleCategories(in *orderCategoriesInput) error {
	order, err := parseIDs[parley.ArticleCategoryID]("ids", in.Body.IDs)
	if err != nil {
		return err
	}
	return c.write(func(tx *store.Tx) error { return kb.OrderCategories(tx, c.Actor(), order) })
}
