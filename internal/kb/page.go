package kb

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"log/slog"
	"net/http"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

//go:embed pages
var pageFiles embed.FS

var (
	templates = parsePages("home", "category", "article", "search", "thanks", "missing")
	styles, _ = pageFiles.ReadFile("pages/help.css")
	styleName = fingerprint(styles)
)

func parsePages(names ...string) map[string]*template.Template {
	out := map[string]*template.Template{}
	for _, name := range names {
		out[name] = template.Must(template.ParseFS(pageFiles, "pages/layout.html", "pages/"+name+".html"))
	}
	return out
}

// page is what the templates show.
type page struct {
	site     *Site
	name     string // of the template
	moved    string // the path where it is now
	Language string
	W        map[string]string // words of the interface
	Company  string
	Title    string
	About    string // the description for search engines
	Path     string // below the root
	Robots   string // what search engines may do; empty: anything
	Query    string
	Draft    bool
	Shelves  []*shelf
	Shelf    *shelf
	Found    []*parley.ArticleVersion
	Article  *parley.ArticleVersion
	Data     []any // for search engines, as JSON-LD
	Others   []other
	Style    string
}

// other is the same page in another language.
type other struct {
	Language, Name, Path string
}

var languageNames = map[string]string{"en": "English", "fr": "Français"}

// begin reads what every page needs.
func (s *Site) begin(r *http.Request, language string) (*page, error) {
	reader := s.DB.Read(r.Context())
	p := &page{site: s, Language: language, W: words[language], Style: styleName}
	a, err := reader.Account()
	if err != nil {
		return nil, err
	}
	if a != nil {
		p.Company = a.Name
	}
	p.Shelves, err = shelves(reader, language)
	return p, err
}

// offer lists the languages in which pathIn knows the same page; it returns ""
// where there is none.
func (p *page) offer(r *store.Reader, pathIn func(shelves []*shelf, language string) string) error {
	for _, l := range parley.ArticleLanguages {
		if l == p.Language {
			continue
		}
		all, err := shelves(r, l)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			continue
		}
		if path := pathIn(all, l); path != "" {
			p.Others = append(p.Others, other{l, languageNames[l], path})
		}
	}
	return nil
}

// URL is a path below the root, as links say it.
func (p *page) URL(path string) string { return p.site.root + path }

// Absolute is the whole address of a path below the root.
func (p *page) Absolute(path string) string { return p.site.Absolute(path) }

// Body is what the article says. It was cleaned when it was kept; links of a
// page open in its place.
func (p *page) Body() template.HTML {
	return template.HTML(strings.ReplaceAll(p.Article.HTML, ` target="_blank"`, ""))
}

// Quoted is a text as the language quotes it.
func (p *page) Quoted(s string) string { return p.W["quote"] + s + p.W["unquote"] }

// Ref is how addresses name an article.
func (p *page) Ref(v *parley.ArticleVersion) string { return Ref(v) }

// link is a line of a list of articles.
type link struct{ URL, Title, Description string }

// Links are articles as a list shows them.
func (p *page) Links(versions []*parley.ArticleVersion) []link {
	var out []link
	for _, v := range versions {
		out = append(out, link{p.URL("/" + v.Language + "/articles/" + Ref(v)), v.Title, v.Description})
	}
	return out
}

// maxRelated is how many neighbours an article names.
const maxRelated = 5

// Related are the neighbours of the article in its category.
func (p *page) Related() []*parley.ArticleVersion {
	var out []*parley.ArticleVersion
	if p.Shelf != nil {
		for _, v := range p.Shelf.Articles {
			if v.ArticleID != p.Article.ArticleID && len(out) < maxRelated {
				out = append(out, v)
			}
		}
	}
	return out
}

// Day is a date as people read it.
func (p *page) Day() string { return day(p.Article.UpdatedAt, p.Language) }

// Stamp is the same for machines.
func (p *page) Stamp() string { return p.Article.UpdatedAt.UTC().Format("2006-01-02") }

// show writes a page, or nothing where the reader has it.
func (s *Site) show(w http.ResponseWriter, r *http.Request, p *page, status int) {
	var buf bytes.Buffer
	if err := templates[p.name].ExecuteTemplate(&buf, "layout", p); err != nil {
		slog.Error("help page", "path", r.URL.Path, "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Language)
	if p.Robots != "" {
		h.Set("X-Robots-Tag", p.Robots)
	}
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "public, no-cache") // kept, and asked after: what is withdrawn is gone at once
	}
	if status == http.StatusOK && !p.Draft {
		tag := `"` + fingerprint(buf.Bytes()) + `"`
		h.Set("ETag", tag)
		if strings.Contains(r.Header.Get("If-None-Match"), tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(buf.Bytes())
	}
}

func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// fail says that a page is not there, or that something went wrong. What does
// not exist, what is a draft and what was deleted read the same.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, language string, err error) {
	if parley.KindOf(err) != parley.NotFound {
		slog.Error("help page", "path", r.URL.Path, "err", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	if language == "" {
		if language, err = s.languageFor(r); err != nil {
			language = parley.ArticleLanguages[0]
		}
	}
	p, err := s.begin(r, language)
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	p.name, p.Title, p.Robots, p.Path = "missing", p.W["missing"], "noindex", "/"+language+"/"
	w.Header().Set("Cache-Control", "no-store")
	s.show(w, r, p, http.StatusNotFound)
}

// style is the style sheet. Pages name it with its fingerprint.
func (s *Site) style(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(styles)
}
