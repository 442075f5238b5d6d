package kb_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"parley/internal/kb"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// library is a knowledge base with its pages.
type library struct {
	t        *testing.T
	db       *store.DB
	site     *kb.Site
	author   *parley.User
	category *parley.ArticleCategory
	now      time.Time
	address  string
}

func newLibrary(t *testing.T, set func(*kb.SiteOptions)) *library {
	t.Helper()
	l := &library{t: t, now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), address: "192.0.2.1"}
	l.db = storetest.NewAt(t, func() time.Time { return l.now })
	storetest.Write(t, l.db, func(tx *store.Tx) (err error) {
		setup := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "Europe/Paris", FirstName: "Ada", LastName: "Lovell", Email: "ada@shop.test", MailDomain: "mail.shop.test"}
		if l.author, err = setup.Run(tx, "unused"); err != nil {
			return err
		}
		l.category = &parley.ArticleCategory{Names: map[string]string{"en": "Deliveries", "fr": "Livraisons"}}
		return kb.SaveCategory(tx, parley.System, l.category)
	})
	o := kb.SiteOptions{DB: l.db, BaseURL: "https://inbox.shop.test", Address: func(*http.Request) string { return l.address },
		Open: func(string) (io.ReadSeekCloser, error) { return file{bytes.NewReader([]byte("picture"))}, nil }}
	if set != nil {
		set(&o)
	}
	l.site = kb.NewSite(o)
	return l
}

type file struct{ *bytes.Reader }

func (file) Close() error { return nil }

// put writes an article in a language; id zero makes a new one.
func (l *library) put(id parley.ArticleID, language, title, html string, published bool) *parley.ArticleVersion {
	l.t.Helper()
	v := &parley.ArticleVersion{ArticleID: id, Language: language, Title: title, HTML: html, Published: published}
	storetest.Write(l.t, l.db, func(tx *store.Tx) error {
		if id == 0 {
			a, err := kb.CreateArticle(tx, l.author, l.category.ID)
			if err != nil {
				return err
			}
			v.ArticleID = a.ID
		}
		return kb.SaveVersion(tx, l.author, v, nil)
	})
	return v
}

func (l *library) ask(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	l.site.ServeHTTP(w, r)
	return w
}

func (l *library) get(path string) *httptest.ResponseRecorder {
	return l.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

func pathOf(v *parley.ArticleVersion) string { return "/help/" + v.Language + "/articles/" + kb.Ref(v) }

func titles(found []*parley.ArticleVersion) string {
	var out []string
	for _, v := range found {
		out = append(out, v.Title)
	}
	return strings.Join(out, ", ")
}

// CHAT-27: words are found without case and accents, the last one unfinished,
// in the language asked for; a title counts more than a text.
func TestSearch_findsWordsInTheirLanguage(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, nil)
	l.put(0, "en", "Paying", "<p>Cards, and a delivery on account.</p>", true)
	delivery := l.put(0, "en", "Where is my delivery?", "<p>Follow it with the number.</p>", true)
	l.put(delivery.ArticleID, "fr", "Où est ma livraison ?", "<p>Suivez-la grâce au numéro. Délais été compris.</p>", true)
	for _, c := range []struct{ query, language, want string }{
		{"DELIV", "en", "Where is my delivery?, Paying"},
		{"delivery follow", "en", "Where is my delivery?"},
		{"delivery nothing", "en", ""},
		{"deliv follow", "en", ""}, // only the last word may be unfinished
		{"delais ete", "fr", "Où est ma livraison ?"},
		{"NUMÉRO", "fr", "Où est ma livraison ?"},
		{"livraison", "en", ""},
		{`" ' * ) : & |`, "en", ""},
		{"it's", "en", ""},
	} {
		found, err := kb.Search(l.db.Read(context.Background()), c.query, c.language)
		if err != nil || titles(found) != c.want {
			t.Errorf("%q in %s: %q (%v), want %q", c.query, c.language, titles(found), err, c.want)
		}
	}
}

// CHAT-28: what is no longer published, or never was, is nowhere outside: no
// page, no list, no search, no sitemap, no neighbour, no vote, no other language.
func TestDrafts_neverLeak(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, nil)
	shown := l.put(0, "en", "Shown", "<p>Shown text</p>", true)
	french := l.put(shown.ArticleID, "fr", "Montré", "<p>Secret texte</p>", false)
	draft := l.put(0, "en", "Secret draft", "<p>Secret words</p>", false)
	withdrawn := l.put(0, "en", "Secret withdrawn", "<p>Secret words</p>", true)
	l.put(withdrawn.ArticleID, "en", "Secret withdrawn", "<p>Secret words</p>", false)
	for _, path := range []string{pathOf(draft), pathOf(french), pathOf(withdrawn), "/help/fr/", "/help/en/articles/999999", "/help/de/", "/help/en/nowhere", "/help/en/categories/1"} {
		if w := l.get(path); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "Secret") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/help/en/", pathOf(shown), "/help/sitemap.xml", "/help/en/search?q=words", "/help/en/search?q=secret", "/help/en/categories/" + l.category.ID.String() + "-deliveries"} {
		w := l.get(path)
		if body := w.Body.String(); w.Code != http.StatusOK || strings.Contains(body, "Secret ") || strings.Contains(body, "Montr") || strings.Contains(body, "/fr/") || strings.Contains(body, "/articles/"+draft.ArticleID.String()) {
			t.Errorf("%s: %d %s", path, w.Code, body)
		}
	}
	url, err := l.site.PreviewURL(draft)
	if err != nil {
		t.Fatal(err)
	}
	preview := strings.TrimPrefix(url, "https://inbox.shop.test")
	if w := l.get(preview); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Secret words") || w.Header().Get("X-Robots-Tag") != "noindex" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("preview: %d %v", w.Code, w.Header())
	}
	l.now = l.now.Add(2 * time.Hour)
	if w := l.get(preview); w.Code != http.StatusNotFound {
		t.Errorf("a preview that is over: %d", w.Code)
	}
}

// ATK-03, ATK-05: what an author pastes runs nothing and loads nothing from
// elsewhere, in texts, titles and names, on pages and in data for search engines.
func TestArticles_runNothing(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, nil)
	picture := kb.FilesPath + strings.Repeat("ab", 32)
	v := l.put(0, "en", `</script><img src=x onerror=alert(1)>`, `<h1>Head</h1><script>alert(1)</script><p onclick="alert(1)" style="position:fixed">Text <a href="javascript:alert(1)">a</a> <a href="https://x.test/">b</a></p>`+
		`<img src="`+picture+`"><img src="/api/threads/1"><img src="`+kb.FilesPath+`../../api/me"><img src="https://spy.test/p.gif"><img src="data:image/png;base64,AAAA"><svg onload=alert(1)></svg><form action=/x><input></form>`, true)
	body := l.get(pathOf(v)).Body.String()
	for _, bad := range []string{"alert(1)</", "onclick", "onerror=alert(1)>", "javascript:", "<svg", "style=\"", "spy.test", "/api/", "data:image", "<input>", "</script><img"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page holds %s:\n%s", bad, body)
		}
	}
	for _, good := range []string{"<h2>Head</h2>", `<img alt="" src="` + picture + `">`, `<a href="https://x.test/" rel="noopener noreferrer nofollow">b</a>`} {
		if !strings.Contains(body, good) {
			t.Errorf("the page lacks %s:\n%s", good, body)
		}
	}
	if body := l.get("/help/en/search?q=" + url.QueryEscape(`"><script>alert(1)</script>`)).Body.String(); strings.Contains(body, "<script>alert") {
		t.Error(body)
	}
	policy := l.get(pathOf(v)).Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'; style-src 'self'; img-src 'self'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") {
		t.Error(policy)
	}
	if _, err := kb.PictureType([]byte("<svg xmlns='http://www.w3.org/2000/svg'>")); err == nil {
		t.Error("a picture that can run scripts was taken")
	}
}

// CHAT-28: one address judges an article once a day, drafts are not judged, and
// every answer reads the same.
func TestVotes_countOnceAndTellNothing(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, nil)
	shown, draft := l.put(0, "en", "Shown", "<p>x</p>", true), l.put(0, "en", "Draft", "<p>x</p>", false)
	vote := func(v *parley.ArticleVersion, answer, site string) {
		t.Helper()
		r := httptest.NewRequest(http.MethodPost, pathOf(v)+"/helpful", strings.NewReader("helpful="+answer))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", site)
		if w := l.ask(r); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/help/en/thanks" {
			t.Errorf("%s: %d %s", answer, w.Code, w.Header().Get("Location"))
		}
	}
	for range 3 {
		vote(shown, "yes", "same-origin")
		vote(draft, "yes", "same-origin")
	}
	l.address = "192.0.2.2"
	vote(shown, "no", "cross-site")
	vote(shown, "maybe", "same-origin")
	vote(shown, "no", "same-origin")
	l.now = l.now.Add(25 * time.Hour)
	vote(shown, "no", "same-origin")
	r := l.db.Read(context.Background())
	if v, err := r.ArticleVersion(shown.ArticleID, "en"); err != nil || v.HelpfulCount != 1 || v.UnhelpfulCount != 2 {
		t.Error(v.HelpfulCount, v.UnhelpfulCount, err)
	}
	if v, err := r.ArticleVersion(draft.ArticleID, "en"); err != nil || v.HelpfulCount+v.UnhelpfulCount != 0 {
		t.Error(v.HelpfulCount, err)
	}
}

// CHAT-28: pages name their versions in other languages, lead from old
// addresses to new ones, and are kept by browsers until they change.
func TestPages_addresses(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, nil)
	v := l.put(0, "en", "Old title", "<p>x</p>", true)
	l.put(v.ArticleID, "fr", "Titre", "<p>x</p>", true)
	page := l.get(pathOf(v))
	for _, want := range []string{`<link rel="canonical" href="https://inbox.shop.test` + pathOf(v) + `">`, `hreflang="fr" href="https://inbox.shop.test/help/fr/articles/` + v.ArticleID.String() + `-titre"`, `"@type":"TechArticle"`} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("the page lacks %s:\n%s", want, page.Body)
		}
	}
	again := httptest.NewRequest(http.MethodGet, pathOf(v), nil)
	again.Header.Set("If-None-Match", page.Header().Get("ETag"))
	if w := l.ask(again); w.Code != http.StatusNotModified {
		t.Error(w.Code)
	}
	old := pathOf(v)
	v = l.put(v.ArticleID, "en", "New title", "<p>x</p>", true)
	if w := l.get(old); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != pathOf(v) {
		t.Error(w.Code, w.Header())
	}
	french := httptest.NewRequest(http.MethodGet, "/help/", nil)
	french.Header.Set("Accept-Language", "de, fr-CH;q=0.9, en;q=0.8")
	if w := l.ask(french); w.Header().Get("Location") != "/help/fr/" {
		t.Error(w.Header())
	}
	sitemap := l.get("/help/sitemap.xml").Body.String()
	if !strings.Contains(sitemap, "<loc>https://inbox.shop.test"+pathOf(v)+"</loc>") || strings.Count(sitemap, "<url>") != 6 {
		t.Error(sitemap)
	}
}

// CHAT-28: on a host of their own the pages stand at the root, the old path
// leads there, and nothing else of Parley answers on that host.
func TestPages_onTheirOwnHost(t *testing.T) {
	t.Parallel()
	l := newLibrary(t, func(o *kb.SiteOptions) { o.Host = "help.shop.test" })
	v := l.put(0, "en", "Title", "<p>x</p>", true)
	there := func(host, path string) (*httptest.ResponseRecorder, bool) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = host
		return l.ask(r), l.site.Serves(r)
	}
	if w, _ := there("help.shop.test", "/en/articles/"+kb.Ref(v)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `canonical" href="https://help.shop.test/en/articles/`) {
		t.Error(w.Code, w.Body)
	}
	if w, _ := there("inbox.shop.test", pathOf(v)); w.Header().Get("Location") != "https://help.shop.test/en/articles/"+kb.Ref(v) {
		t.Error(w.Code, w.Header())
	}
	if w, ours := there("help.shop.test", "/api/me"); !ours || w.Code != http.StatusNotFound {
		t.Error(ours, w.Code)
	}
	if _, ours := there("inbox.shop.test", "/api/me"); ours {
		t.Error("the help pages took the place of the interface's API")
	}
	if w, _ := there("help.shop.test", "/robots.txt"); !strings.Contains(w.Body.String(), "Sitemap: https://help.shop.test/sitemap.xml") {
		t.Error(w.Body)
	}
}
