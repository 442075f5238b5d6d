package kb

import (
	"context"

	"parley/internal/parley"
	"parley/internal/store"
)

// Shelf hands published articles to whoever asks for no drafts: the widget.
type Shelf struct {
	DB   *store.DB
	Site *Site
}

// Count is how many articles are published in a language.
func (s *Shelf) Count(ctx context.Context, language string) (int64, error) {
	return s.DB.Read(ctx).PublishedArticles(language)
}

// Search is [Search], or [Best] without words.
func (s *Shelf) Search(ctx context.Context, query, language string) ([]*parley.ArticleVersion, error) {
	if query == "" {
		return Best(s.DB.Read(ctx), language)
	}
	return Search(s.DB.Read(ctx), query, language)
}

// Article is [Published].
func (s *Shelf) Article(ctx context.Context, id parley.ArticleID, language string) (*parley.ArticleVersion, error) {
	return Published(s.DB.Read(ctx), id, language)
}

// URL is [Site.ArticleURL].
func (s *Shelf) URL(v *parley.ArticleVersion) string { return s.Site.ArticleURL(v) }
