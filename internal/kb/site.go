package kb

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// SiteOptions are what the public pages are wired with.
type SiteOptions struct {
	DB      *store.DB
	Open    func(hash string) (io.ReadSeekCloser, error) // a file by its hash
	BaseURL string                                       // where people reach Parley
	Path    string                                       // below which the pages lie; empty: /help
	Host    string                                       // on which they lie instead, at its root; empty: none
	Address func(r *http.Request) string                 // whose request it is, behind proxies
}

// Site serves the public pages. They need no scripts, and none runs on them.
type Site struct {
	SiteOptions
	mux   *http.ServeMux
	root  string // before every path: Path, or nothing on a host of its own
	votes *votes
}

// NewSite makes the pages.
func NewSite(o SiteOptions) *Site {
	if o.Path == "" {
		o.Path = "/help"
	}
	s := &Site{SiteOptions: o, mux: http.NewServeMux(), root: strings.TrimRight(o.Path, "/"), votes: newVotes(o.DB.Now)}
	if o.Host != "" {
		s.root = ""
		s.mux.HandleFunc("GET /robots.txt", s.robots)
	}
	s.mux.HandleFunc("GET "+s.root+"/{$}", s.entrance)
	s.page("/{$}", s.home)
	s.page("/categories/{ref}", s.category)
	s.page("/articles/{ref}", s.article)
	s.page("/search", s.search)
	s.page("/thanks", s.thanks)
	for _, language := range parley.ArticleLanguages {
		s.mux.HandleFunc("POST "+s.root+"/"+language+"/articles/{ref}/helpful", func(w http.ResponseWriter, r *http.Request) { s.vote(w, r, language) })
	}
	s.mux.HandleFunc("GET "+s.root+"/preview/{token}", s.preview)
	s.mux.HandleFunc("GET "+s.root+"/sitemap.xml", s.sitemap)
	s.mux.HandleFunc("GET "+s.root+"/help.css", s.style)
	s.mux.HandleFunc("GET "+FilesPath+"{hash}", s.file)
	s.mux.HandleFunc("GET "+s.root+"/", func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, "", parley.NotFoundf("no such page")) })
	return s
}

// Serves reports whether a request is one for these pages. On a host of their
// own they are all that it has; the old path leads there.
func (s *Site) Serves(r *http.Request) bool {
	if s.Host != "" && sameHost(r.Host, s.Host) {
		return true
	}
	return strings.HasPrefix(r.URL.Path, FilesPath) || r.URL.Path == s.Path || strings.HasPrefix(r.URL.Path, s.Path+"/")
}

func sameHost(a, b string) bool {
	name := func(s string) string {
		u := url.URL{Host: s}
		return strings.ToLower(u.Hostname())
	}
	return name(a) == name(b)
}

const sitePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP implements http.Handler.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Content-Security-Policy", sitePolicy)
	file := strings.HasPrefix(r.URL.Path, FilesPath)
	switch {
	case s.Host != "" && !file && !sameHost(r.Host, s.Host):
		http.Redirect(w, r, s.Absolute(strings.TrimPrefix(r.URL.Path, s.Path)), http.StatusMovedPermanently)
	case !file && r.URL.Path == s.root:
		http.Redirect(w, r, s.root+"/", http.StatusMovedPermanently)
	default:
		s.mux.ServeHTTP(w, r)
	}
}

// Absolute is the whole address of a path below the root.
func (s *Site) Absolute(path string) string {
	if s.Host == "" {
		return s.BaseURL + s.root + path
	}
	scheme, _, _ := strings.Cut(s.BaseURL, "://")
	return scheme + "://" + s.Host + path
}

// ArticleURL is where a published version is read.
func (s *Site) ArticleURL(v *parley.ArticleVersion) string {
	return s.Absolute("/" + v.Language + "/articles/" + Ref(v))
}

// page adds a page in each language.
func (s *Site) page(path string, fn func(p *page, r *http.Request) error) {
	for _, language := range parley.ArticleLanguages {
		s.mux.HandleFunc("GET "+s.root+"/"+language+path, func(w http.ResponseWriter, r *http.Request) {
			p, err := s.begin(r, language)
			if err == nil && len(p.Shelves) == 0 {
				err = parley.NotFoundf("nothing is published in this language")
			}
			if err == nil {
				err = fn(p, r)
			}
			switch {
			case err != nil:
				s.fail(w, r, language, err)
			case p.moved != "":
				http.Redirect(w, r, s.root+p.moved, http.StatusMovedPermanently)
			default:
				s.show(w, r, p, http.StatusOK)
			}
		})
	}
}

// entrance leads to the home page in the reader's language.
func (s *Site) entrance(w http.ResponseWriter, r *http.Request) {
	language, err := s.languageFor(r)
	if err != nil {
		s.fail(w, r, "", err)
		return
	}
	w.Header().Set("Vary", "Accept-Language")
	w.Header().Set("Cache-Control", "no-cache")
	http.Redirect(w, r, s.root+"/"+language+"/", http.StatusFound)
}

// languageFor is the language that the reader asks for first among those in
// which something is published.
func (s *Site) languageFor(r *http.Request) (string, error) {
	var some []string
	for _, l := range parley.ArticleLanguages {
		n, err := s.DB.Read(r.Context()).PublishedArticles(l)
		if err != nil {
			return "", err
		}
		if n > 0 {
			some = append(some, l)
		}
	}
	if len(some) == 0 {
		return "", parley.NotFoundf("nothing is published")
	}
	for _, asked := range strings.Split(r.Header.Get("Accept-Language"), ",") {
		asked, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(asked)), ";")
		asked, _, _ = strings.Cut(asked, "-")
		if slices.Contains(some, asked) {
			return asked, nil
		}
	}
	return some[0], nil
}

// file serves a picture. Its name says what it holds, so it lasts.
func (s *Site) file(w http.ResponseWriter, r *http.Request) {
	f, err := s.DB.Read(r.Context()).ArticleFile(r.PathValue("hash"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	data, err := s.Open(f.Hash)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer data.Close()
	h := w.Header()
	h.Set("Content-Type", f.ContentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin") // the chat's frame has an origin of its own
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	http.ServeContent(w, r, "", time.Time{}, data)
}
