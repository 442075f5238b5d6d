package chat

import (
	"context"

	"parley/internal/parley"
)

// fewest is how many published articles make a search worth opening with
// (CHAT-18).
const fewest = 3

// mostFound is how many articles the widget lists.
const mostFound = 10

// articleView is a help article; its HTML is cleaned, and left out of lists.
type articleView struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	HTML        string `json:"html,omitempty"`
	URL         string `json:"url"`
}

type articleList struct {
	Articles []articleView `json:"articles"`
}

// knowledge reports whether a chat opens on a search for articles.
func (s *Server) knowledge(ctx context.Context, f *parley.Chatflow) (bool, error) {
	if !f.Build.Knowledge || s.Library == nil {
		return false, nil
	}
	n, err := s.Library.Count(ctx, f.Language)
	return n >= fewest, err
}

// shelfLanguage is the language asked for, where articles are written in it.
func shelfLanguage(c *call) (string, error) {
	for _, l := range parley.ArticleLanguages {
		if l == c.URL.Query().Get("language") {
			return l, nil
		}
	}
	return "", parley.NotFoundf("there are no articles in this language")
}

func (s *Server) articles(c *call) (any, error) {
	language, err := shelfLanguage(c)
	if err != nil || s.Library == nil {
		return articleList{[]articleView{}}, nil
	}
	found, err := s.Library.Search(c.Context(), c.URL.Query().Get("q"), language)
	out := articleList{[]articleView{}}
	for _, v := range found[:min(len(found), mostFound)] {
		out.Articles = append(out.Articles, articleView{v.ArticleID.String(), v.Title, v.Description, "", s.Library.URL(v)})
	}
	return out, err
}

func (s *Server) article(c *call) (any, error) {
	language, err := shelfLanguage(c)
	if err != nil {
		return nil, err
	}
	id, err := parley.ParseID[parley.ArticleID]("id", c.PathValue("id"))
	if err != nil || s.Library == nil {
		return nil, parley.NotFoundf("no such article")
	}
	v, err := s.Library.Article(c.Context(), id, language)
	if err != nil {
		return nil, err
	}
	return articleView{v.ArticleID.String(), v.Title, v.Description, v.HTML, s.Library.URL(v)}, nil
}
