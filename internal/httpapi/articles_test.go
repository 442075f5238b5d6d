package httpapi

import (
	"net/http"
	"strings"
	"testing"

	"parley/internal/parley"
	"parley/internal/store"
)

// CHAT-27, SET-08, SET-14: holders of the permission write articles in two
// languages; colleagues find what is published and see no drafts; each change
// stands in the audit log.
func TestArticles_draftsAreTheirAuthorsAlone(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	o.write(func(tx *store.Tx) error {
		o.mia.Permissions = []parley.Permission{parley.EditKnowledge}
		return tx.Save("user", o.mia)
	})
	mia, sam := o.as(o.mia), o.as(o.sam)
	category := read[ArticleCategory](t, mia.must(http.StatusOK, "POST", "/article-categories", `{"names":{"en":"Orders","fr":"Commandes","xx":"?"}}`))
	a := read[Article](t, mia.must(http.StatusOK, "POST", "/articles", `{"category_id":"`+category.ID+`","language":"en","title":"Late order","html":"<p>Wait.</p>"}`))
	path := "/articles/" + a.ID
	sam.must(http.StatusNotFound, "GET", path, "")
	found := read[FoundArticles](t, sam.must(http.StatusOK, "GET", "/articles/search?q=late", ""))
	if len(found.Articles) != 0 {
		t.Error("a draft was found")
	}
	mia.must(http.StatusBadRequest, "PUT", path+"/versions/de", `{"title":"Spät"}`)
	mia.must(http.StatusBadRequest, "PUT", path+"/versions/fr", `{"title":"Vide","published":true}`)
	french := read[ArticleVersion](t, mia.must(http.StatusOK, "PUT", path+"/versions/fr", `{"title":"Commande en retard","html":"<p onclick=x>Patientez.</p>","published":true}`))
	if french.HTML != "<p>Patientez.</p>" || french.URL != "http://parley.test/help/fr/articles/"+a.ID+"-commande-en-retard" {
		t.Errorf("%+v", french)
	}
	if french.Revision != 1 {
		t.Errorf("the first writing is revision %d", french.Revision)
	}
	// CHAT-27: of two people who edit the same, the second is told and decides.
	mia.must(http.StatusConflict, "PUT", path+"/versions/fr", `{"title":"Zweite","revision":0}`)
	french = read[ArticleVersion](t, mia.must(http.StatusOK, "PUT", path+"/versions/fr", `{"title":"Commande en retard","html":"<p>Patientez.</p>","published":true,"revision":1}`))
	got := mia.must(http.StatusConflict, "PUT", path+"/versions/fr", `{"title":"Trop tard","revision":1}`)
	if french.Revision != 2 || !strings.Contains(string(got.body), "newer_revision") {
		t.Errorf("revision %d, then %s", french.Revision, got.body)
	}
	a = read[Article](t, sam.must(http.StatusOK, "GET", path, ""))
	if len(a.Versions) != 1 || a.Versions[0].Language != "fr" {
		t.Errorf("sam sees %+v", a.Versions)
	}
	found = read[FoundArticles](t, sam.must(http.StatusOK, "GET", "/articles/search", ""))
	if len(found.Articles) != 1 || found.Articles[0].Title != "Commande en retard" {
		t.Errorf("%+v", found)
	}
	sam.must(http.StatusForbidden, "PUT", path+"/versions/fr", `{"title":"Mine"}`)
	mia.must(http.StatusConflict, "DELETE", "/article-categories/"+category.ID, "")
	mia.must(http.StatusNoContent, "DELETE", path, "")
	mia.must(http.StatusNoContent, "DELETE", "/article-categories/"+category.ID, "")
	log := o.as(o.ada).must(http.StatusOK, "GET", "/audit?object=article", "").body
	for _, kind := range []string{"article.created", "article.published", "article.deleted"} {
		if !strings.Contains(string(log), kind) {
			t.Errorf("the audit log lacks %s: %s", kind, log)
		}
	}
}

// ATK-32: a picture is what its bytes say, whatever it is called, and lies where
// articles may show it.
func TestArticlePictures_areWhatTheyAre(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	ada := o.as(o.ada)
	ada.must(http.StatusBadRequest, "POST", "/article-pictures", "<svg onload=alert(1)></svg>")
	p := read[ArticlePicture](t, ada.must(http.StatusCreated, "POST", "/article-pictures", string(onePixel)))
	if !strings.HasPrefix(p.URL, "/help/files/") || len(p.URL) != len("/help/files/")+64 {
		t.Error(p.URL)
	}
}
