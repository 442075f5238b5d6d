package chat_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/internal/channel/chat"
	"parley/internal/kb"
	"parley/internal/parley"
	"parley/internal/store"
)

// CHAT-18: from three published articles on the chat opens on a search, and
// finds and shows those that are published and no others.
func TestArticles_onceThreeArePublished(t *testing.T) {
	t.Parallel()
	h := newHouse(t, chat.Limits{})
	h.chat.Library = &kb.Shelf{DB: h.db, Site: kb.NewSite(kb.SiteOptions{DB: h.db, BaseURL: "http://chat.test"})}
	ids := map[string]parley.ArticleID{}
	put := func(title string, published bool) {
		h.write(func(tx *store.Tx) error {
			categories, err := tx.ArticleCategories()
			if err == nil && len(categories) == 0 {
				categories = append(categories, &parley.ArticleCategory{Names: map[string]string{"en": "All"}})
				err = kb.SaveCategory(tx, parley.System, categories[0])
			}
			if err != nil {
				return err
			}
			a, err := kb.CreateArticle(tx, h.admin, categories[0].ID)
			if err != nil {
				return err
			}
			ids[title] = a.ID
			return kb.SaveVersion(tx, h.admin, &parley.ArticleVersion{ArticleID: a.ID, Language: "en", Title: title, HTML: "<p>Café " + title + "</p><script>1</script>", Published: published}, nil)
		})
	}
	h.change(func(f *parley.Chatflow, _ *parley.ChatSettings) { f.Build.Knowledge = true })
	put("One", true)
	put("Two", true)
	put("Secret", false)
	b := h.browser()
	if flow := b.enter(nil)["chatflow"].(object); flow["knowledge"] != false {
		t.Error("two articles are enough")
	}
	put("Three", true)
	b = h.browser()
	if flow := b.enter(nil)["chatflow"].(object); flow["knowledge"] != true {
		t.Error("three articles are not enough")
	}
	titles := func(query string) string {
		status, out := b.ask(http.MethodGet, "/chat/v1/articles?language=en&q="+query, nil)
		if status != http.StatusOK {
			t.Fatal(status, out)
		}
		var all []string
		for _, a := range out["articles"].([]any) {
			all = append(all, a.(object)["title"].(string))
		}
		return strings.Join(all, " ")
	}
	if got := titles("cafe+thr"); got != "Three" {
		t.Error(got)
	}
	if got := titles("cafe"); strings.Contains(got, "Secret") || len(strings.Fields(got)) != 3 {
		t.Error(got)
	}
	if got := titles(""); got != "One Two Three" {
		t.Error(got)
	}
	status, out := b.ask(http.MethodGet, "/chat/v1/articles/"+ids["One"].String()+"?language=en", nil)
	if status != http.StatusOK || out["html"] != "<p>Café One</p>" || out["url"] != "http://chat.test/help/en/articles/"+ids["One"].String()+"-one" {
		t.Error(status, out)
	}
	if status, _ := b.ask(http.MethodGet, "/chat/v1/articles/"+ids["Secret"].String()+"?language=en", nil); status != http.StatusNotFound {
		t.Error(status)
	}
	b.token = ""
	if status, _ := b.ask(http.MethodGet, "/chat/v1/articles?language=en", nil); status != http.StatusUnauthorized {
		t.Error(status)
	}
}
