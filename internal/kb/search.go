package kb

import (
	"cmp"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/search"
	"parley/internal/store"
)

// maxFound bounds the answer to a search.
const maxFound = 50

// Search returns published articles of a language in which all words of the
// query occur, whatever their case and accents; the last word may be unfinished.
// Those with the words in the title come first. No language means any. What they
// say is left out.
func Search(r *store.Reader, query, language string) ([]*parley.ArticleVersion, error) {
	words := search.Words(clip(query, 200))
	found, err := r.FindArticles(words, language, 4*maxFound)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(found, func(a, b *parley.ArticleVersion) int { return cmp.Compare(inTitle(b, words), inTitle(a, words)) })
	return found[:min(len(found), maxFound)], nil
}

// maxBest bounds what is offered without a search.
const maxBest = 500

// Best returns the published articles of a language (any for none) that helped
// most readers. What they say is left out.
func Best(r *store.Reader, language string) ([]*parley.ArticleVersion, error) {
	all, err := r.ArticleHeads()
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(v *parley.ArticleVersion) bool { return !v.Published || language != "" && v.Language != language })
	slices.SortStableFunc(all, func(a, b *parley.ArticleVersion) int {
		return cmp.Compare(b.HelpfulCount-b.UnhelpfulCount, a.HelpfulCount-a.UnhelpfulCount)
	})
	return all[:min(len(all), maxBest)], nil
}

// inTitle counts the words of a query that stand in a title.
func inTitle(v *parley.ArticleVersion, words []string) int {
	title, n := search.Words(v.Title), 0
	for i, word := range words {
		if slices.ContainsFunc(title, func(t string) bool { return t == word || i == len(words)-1 && strings.HasPrefix(t, word) }) {
			n++
		}
	}
	return n
}

// Published returns an article as it is published in a language; a draft is
// not found.
func Published(r *store.Reader, id parley.ArticleID, language string) (*parley.ArticleVersion, error) {
	v, err := r.ArticleVersion(id, language)
	if err == nil && !v.Published {
		return nil, parley.NotFoundf("no such article")
	}
	return v, err
}
