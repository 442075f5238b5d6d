package kb

import (
	"net/http"
	"net/url"
	"strings"

	"parley/internal/parley"
)

// home lists the categories with their first articles.
func (s *Site) home(p *page, r *http.Request) error {
	p.name, p.Path, p.Title, p.About = "home", "/"+p.Language+"/", p.W["title"], p.W["about"]
	p.Data = []any{map[string]any{"@context": "https://schema.org", "@type": "WebSite", "name": p.Company + " – " + p.W["title"], "url": p.Absolute(p.Path), "inLanguage": p.Language,
		"potentialAction": map[string]any{"@type": "SearchAction", "target": p.Absolute(p.Path+"search") + "?q={search_term_string}", "query-input": "required name=search_term_string"}}}
	return p.offer(s.DB.Read(r.Context()), func(_ []*shelf, language string) string { return "/" + language + "/" })
}

func (s *Site) category(p *page, r *http.Request) error {
	id, err := number[parley.ArticleCategoryID](r.PathValue("ref"))
	if err != nil {
		return err
	}
	byID := func(all []*shelf) *shelf {
		for _, c := range all {
			if c.ID == id {
				return c
			}
		}
		return nil
	}
	pathOf := func(c *shelf, language string) string {
		if c == nil {
			return ""
		}
		return "/" + language + "/categories/" + c.Ref()
	}
	if p.Shelf = byID(p.Shelves); p.Shelf == nil {
		return parley.NotFoundf("no such category")
	}
	p.name, p.Title, p.About, p.Path = "category", p.Shelf.Name, p.Shelf.Description, pathOf(p.Shelf, p.Language)
	if r.PathValue("ref") != p.Shelf.Ref() {
		p.moved = p.Path
		return nil
	}
	p.Data = []any{p.crumbs()}
	return p.offer(s.DB.Read(r.Context()), func(all []*shelf, language string) string { return pathOf(byID(all), language) })
}

func (s *Site) article(p *page, r *http.Request) error {
	id, err := number[parley.ArticleID](r.PathValue("ref"))
	if err != nil {
		return err
	}
	reader := s.DB.Read(r.Context())
	v, err := Published(reader, id, p.Language)
	if err != nil {
		return err
	}
	s.read(p, v)
	if r.PathValue("ref") != Ref(v) {
		p.moved = p.Path
		return nil
	}
	p.Data = []any{p.crumbs(), map[string]any{"@context": "https://schema.org", "@type": "TechArticle", "headline": v.Title, "description": p.About, "inLanguage": v.Language,
		"datePublished": v.PublishedAt.UTC().Format("2006-01-02"), "dateModified": p.Stamp(), "mainEntityOfPage": p.Absolute(p.Path),
		"publisher": map[string]any{"@type": "Organization", "name": p.Company}}}
	return p.offer(reader, func(all []*shelf, language string) string {
		if c := holding(all, id); c != nil {
			for _, o := range c.Articles {
				if o.ArticleID == id {
					return "/" + language + "/articles/" + Ref(o)
				}
			}
		}
		return ""
	})
}

// read puts an article on a page.
func (s *Site) read(p *page, v *parley.ArticleVersion) {
	p.name, p.Article, p.Shelf = "article", v, holding(p.Shelves, v.ArticleID)
	p.Title, p.About, p.Path = v.Title, summary(v.Description, v.Text), "/"+v.Language+"/articles/"+Ref(v)
}

func (s *Site) search(p *page, r *http.Request) error {
	p.Query = clip(r.URL.Query().Get("q"), 200)
	p.name, p.Title, p.Robots, p.Path = "search", p.W["search"], "noindex", "/"+p.Language+"/search"
	reader := s.DB.Read(r.Context())
	var err error
	if p.Found, err = Search(reader, p.Query, p.Language); err != nil {
		return err
	}
	return p.offer(reader, func(_ []*shelf, language string) string {
		return "/" + language + "/search?q=" + url.QueryEscape(p.Query)
	})
}

// thanks is the one answer to every vote.
func (s *Site) thanks(p *page, r *http.Request) error {
	p.name, p.Title, p.Robots, p.Path = "thanks", p.W["thanks"], "noindex", "/"+p.Language+"/thanks"
	return nil
}

// crumbs are the places above a page, as search engines read them.
func (p *page) crumbs() any {
	type item struct {
		Type     string `json:"@type"`
		Position int    `json:"position"`
		Name     string `json:"name"`
		Item     string `json:"item"`
	}
	list := []item{{"ListItem", 1, p.W["title"], p.Absolute("/" + p.Language + "/")}}
	if p.Shelf != nil {
		list = append(list, item{"ListItem", 2, p.Shelf.Name, p.Absolute("/" + p.Language + "/categories/" + p.Shelf.Ref())})
	}
	if p.Article != nil {
		list = append(list, item{"ListItem", len(list) + 1, p.Article.Title, p.Absolute(p.Path)})
	}
	return map[string]any{"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": list}
}

// vote counts whether an article helped. The answer is the same whatever
// became of it, so that it tells nothing of drafts and nothing of limits.
func (s *Site) vote(w http.ResponseWriter, r *http.Request, language string) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<10)
	id, err := number[parley.ArticleID](r.PathValue("ref"))
	answer := r.PostFormValue("helpful")
	ours := r.Header.Get("Sec-Fetch-Site") == "" || r.Header.Get("Sec-Fetch-Site") == "same-origin"
	if err == nil && ours && (answer == "yes" || answer == "no") && s.votes.take(s.Address(r), language+"/"+id.String()) {
		s.count(r, id, language, answer == "yes")
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, s.root+"/"+language+"/thanks", http.StatusSeeOther)
}

// robots lets search engines in where the host has nothing else.
func (s *Site) robots(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte(strings.Join([]string{"User-agent: *", "Disallow: /preview/", "Sitemap: " + s.Absolute("/sitemap.xml"), ""}, "\n")))
}
