package kb

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"parley/internal/parley"
)

// previewLife is for how long the link to a draft opens it.
const previewLife = time.Hour

// previewPlace is what the link is sealed for.
const previewPlace = "article preview"

type previewTicket struct {
	Article  parley.ArticleID `json:"a"`
	Language string           `json:"l"`
	Expires  int64            `json:"x"`
}

// PreviewURL is where somebody of the team sees a version, draft or not, as
// readers will see it.
func (s *Site) PreviewURL(v *parley.ArticleVersion) (string, error) {
	data, err := json.Marshal(previewTicket{v.ArticleID, v.Language, s.DB.Now().Add(previewLife).Unix()})
	if err != nil {
		return "", err
	}
	sealed, err := s.DB.Seal(previewPlace, data)
	return s.Absolute("/preview/" + base64.RawURLEncoding.EncodeToString(sealed)), err
}

func (s *Site) preview(w http.ResponseWriter, r *http.Request) {
	v, err := s.previewed(r)
	if err != nil {
		s.fail(w, r, "", err)
		return
	}
	p, err := s.begin(r, v.Language)
	if err != nil {
		s.fail(w, r, v.Language, err)
		return
	}
	s.read(p, v)
	p.Draft, p.Robots = true, "noindex"
	w.Header().Set("Cache-Control", "no-store")
	s.show(w, r, p, http.StatusOK)
}

func (s *Site) previewed(r *http.Request) (*parley.ArticleVersion, error) {
	missing := parley.NotFoundf("this preview is over")
	sealed, err := base64.RawURLEncoding.DecodeString(r.PathValue("token"))
	if err != nil {
		return nil, missing
	}
	data, err := s.DB.Unseal(previewPlace, sealed)
	if err != nil {
		return nil, missing
	}
	var t previewTicket
	if json.Unmarshal(data, &t) != nil || t.Expires < s.DB.Now().Unix() {
		return nil, missing
	}
	return s.DB.Read(r.Context()).ArticleVersion(t.Article, t.Language)
}
