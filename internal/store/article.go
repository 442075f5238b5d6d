package store

import (
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
)

// ArticleCategories returns all, in order.
func (r *Reader) ArticleCategories() ([]*parley.ArticleCategory, error) {
	return list[parley.ArticleCategory](r, `SELECT * FROM article_category ORDER BY position, id`)
}

// ArticleCategory returns one.
func (r *Reader) ArticleCategory(id parley.ArticleCategoryID) (*parley.ArticleCategory, error) {
	return one[parley.ArticleCategory](r, "category", `SELECT * FROM article_category WHERE id = $1`, id)
}

// Articles returns all, in order. There are hundreds at most.
func (r *Reader) Articles() ([]*parley.Article, error) {
	return list[parley.Article](r, `SELECT * FROM article ORDER BY category_id, position, id`)
}

// Article returns one.
func (r *Reader) Article(id parley.ArticleID) (*parley.Article, error) {
	return one[parley.Article](r, "article", `SELECT * FROM article WHERE id = $1`, id)
}

const articleHeads = `SELECT id, article_id, language, title, slug, description, published, author_id, helpful_count, unhelpful_count, created_at, updated_at, revision, published_at FROM article_version`

// ArticleHeads returns all versions without what they say.
func (r *Reader) ArticleHeads() ([]*parley.ArticleVersion, error) {
	return list[parley.ArticleVersion](r, articleHeads+` ORDER BY article_id, language`)
}

// ArticleVersions returns an article in all its languages.
func (r *Reader) ArticleVersions(id parley.ArticleID) ([]*parley.ArticleVersion, error) {
	return list[parley.ArticleVersion](r, `SELECT * FROM article_version WHERE article_id = $1 ORDER BY language`, id)
}

// ArticleVersion returns an article in a language.
func (r *Reader) ArticleVersion(id parley.ArticleID, language string) (*parley.ArticleVersion, error) {
	return one[parley.ArticleVersion](r, "article", `SELECT * FROM article_version WHERE article_id = $1 AND language = $2`, id, language)
}

// PublishedArticles counts what is published in a language.
func (r *Reader) PublishedArticles(language string) (int64, error) {
	return scalar[int64](r, `SELECT COUNT(*) FROM article_version WHERE language = $1 AND published = 1`, language)
}

// ArticleFile returns a picture of articles.
func (r *Reader) ArticleFile(hash string) (*parley.ArticleFile, error) {
	return one[parley.ArticleFile](r, "picture", `SELECT * FROM article_file WHERE hash = $1`, hash)
}

// FindArticles returns at most limit published versions, without what they say,
// in which all words occur; the last one may go on.
func (r *Reader) FindArticles(words []string, language string, limit int) ([]*parley.ArticleVersion, error) {
	if len(words) == 0 {
		return nil, nil
	}
	var full []term
	for i, word := range words {
		full = append(full, term{words: []string{word}, prefix: i == len(words)-1})
	}
	d := r.db.dialect
	w := where{}
	w.add("id IN ("+d.matchWords("article_search", "$?")+")", d.wordsQuery(full))
	if language != "" {
		w.add("language = $?", language)
	}
	w.add("published = 1")
	w.args = append(w.args, limit)
	return list[parley.ArticleVersion](r, articleHeads+` WHERE `+w.String()+` ORDER BY helpful_count DESC, id LIMIT `+mark(len(w.args)), w.args...)
}

// IndexArticle makes a version findable by its words as they are now.
func (tx *Tx) IndexArticle(id int64, texts ...string) error {
	if err := tx.UnindexArticle(id); err != nil {
		return err
	}
	words := search.Words(strings.Join(texts, "\n"))
	return tx.Exec(tx.db.dialect.insertWords("article_search"), id, strings.Join(words, " "))
}

// UnindexArticle is for a version that goes.
func (tx *Tx) UnindexArticle(id int64) error {
	return tx.Exec(`DELETE FROM article_search WHERE rowid = $1`, id)
}

// CountVote counts what a reader of a published version thought; false where
// there is none.
func (tx *Tx) CountVote(id parley.ArticleID, language string, helpful bool) (bool, error) {
	column := "unhelpful_count"
	if helpful {
		column = "helpful_count"
	}
	n, err := tx.Affect(`UPDATE article_version SET `+column+` = `+column+` + 1 WHERE article_id = $1 AND language = $2 AND published = 1`, id, language)
	return n > 0, err
}
