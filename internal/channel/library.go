package channel

import (
	"context"

	"parley/internal/parley"
)

// Library is the published help articles, which the widget shows before it asks
// anybody (CHAT-18). Drafts are not in it.
type Library interface {
	// Count is how many there are in a language.
	Count(ctx context.Context, language string) (int64, error)
	// Search finds some by their words, or the most helpful for no words. What
	// they say is left out.
	Search(ctx context.Context, query, language string) ([]*parley.ArticleVersion, error)
	// Article is one of them.
	Article(ctx context.Context, id parley.ArticleID, language string) (*parley.ArticleVersion, error)
	// URL is where one is read outside the widget.
	URL(v *parley.ArticleVersion) string
}
