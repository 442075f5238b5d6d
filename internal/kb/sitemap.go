package kb

import (
	"encoding/xml"
	"net/http"

	"parley/internal/parley"
)

// The shape of a sitemap (sitemaps.org), with the links between languages that
// search engines read (xhtml:link).
type urlSet struct {
	XMLName xml.Name  `xml:"urlset"`
	NS      string    `xml:"xmlns,attr"`
	XHTML   string    `xml:"xmlns:xhtml,attr"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc     string    `xml:"loc"`
	LastMod string    `xml:"lastmod,omitempty"`
	Links   []altLink `xml:"xhtml:link"`
}

type altLink struct {
	Rel      string `xml:"rel,attr"`
	Language string `xml:"hreflang,attr"`
	Href     string `xml:"href,attr"`
}

// sitemap lists every published page.
func (s *Site) sitemap(w http.ResponseWriter, r *http.Request) {
	set := urlSet{NS: "http://www.sitemaps.org/schemas/sitemap/0.9", XHTML: "http://www.w3.org/1999/xhtml"}
	byArticle, places := map[parley.ArticleID][]altLink{}, []siteURL{}
	var articles []*parley.ArticleVersion
	for _, language := range parley.ArticleLanguages {
		all, err := shelves(s.DB.Read(r.Context()), language)
		if err != nil {
			s.fail(w, r, language, err)
			return
		}
		if len(all) > 0 {
			places = append(places, siteURL{Loc: s.Absolute("/" + language + "/")})
		}
		for _, c := range all {
			places = append(places, siteURL{Loc: s.Absolute("/" + language + "/categories/" + c.Ref())})
			for _, v := range c.Articles {
				articles = append(articles, v)
				byArticle[v.ArticleID] = append(byArticle[v.ArticleID], altLink{"alternate", language, s.ArticleURL(v)})
			}
		}
	}
	set.URLs = places
	for _, v := range articles {
		u := siteURL{Loc: s.ArticleURL(v), LastMod: v.UpdatedAt.UTC().Format("2006-01-02")}
		if links := byArticle[v.ArticleID]; len(links) > 1 {
			u.Links = links
		}
		set.URLs = append(set.URLs, u)
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=600")
	w.Write([]byte(xml.Header))
	xml.NewEncoder(w).Encode(set)
}
