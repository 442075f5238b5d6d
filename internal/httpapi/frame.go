package httpapi

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"parley/internal/guard"
	"parley/internal/mail"
	"parley/internal/parley"
)

// frame serves a mail's HTML as a page for a frame without scripts. Its own
// policy allows nothing but the sender's inline styles and pictures of ours
// (ATK-03, ATK-06).
func (c *call) frame(w http.ResponseWriter, req *http.Request) error {
	m, err := c.seeMessage(req.PathValue("id"))
	if err != nil {
		return err
	}
	r := c.s.DB.Read(c)
	body, err := r.Body(m.ID)
	if err != nil {
		return err
	}
	files, err := r.Attachments([]parley.MessageID{m.ID})
	if err != nil {
		return err
	}
	text := body.HTML
	q := req.URL.Query()
	if q.Get("quoted") != "1" {
		text, _ = mail.StripHTML(text)
	}
	policy := guard.MailPolicy{}
	if q.Get("images") == "1" {
		policy = guard.MailPolicy{Images: guard.ProxyImages, Proxy: func(u string) string { return "/api/remote-image?url=" + url.QueryEscape(u) }}
	}
	text = guard.SanitizeHTML(text, policy)
	text = inlineImages(text, files)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'none'; frame-ancestors 'self'; form-action 'none'; base-uri 'none'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox")
	h.Set("Cache-Control", "private, max-age=3600")
	_, err = fmt.Fprintf(w, framePage, text)
	return err
}

// framePage is the mail as a page. The interface dresses it in its own type
// and, where the mail brings no colours, in those of the theme.
const framePage = `<!doctype html><html lang=""><head><meta charset="utf-8"><title>Message</title><meta name="referrer" content="no-referrer"><style>
img{max-width:100%%;height:auto}img[data-src]{display:none}table{max-width:100%%}pre{white-space:pre-wrap}
blockquote{margin:8px 0 8px 2px;padding-left:12px;border-left:2px solid #d3cec2}</style></head><body>%s</body></html>`

// inlineImages points cid: addresses to the files of the message.
func inlineImages(text string, files []*parley.Attachment) string {
	for _, f := range files {
		if f.ContentID != "" && thumbnailable(f.ContentType) {
			text = strings.ReplaceAll(text, `"cid:`+html.EscapeString(f.ContentID)+`"`, `"/api/files/`+f.ID.String()+`"`)
		}
	}
	return text
}

// maxImage bounds a remote picture.
const maxImage = 10 << 20

// remoteImage fetches a sender's picture for a reader who consented, so that
// the reader's browser never meets the sender's server.
func (c *call) remoteImage(w http.ResponseWriter, req *http.Request) error {
	u, err := url.Parse(req.URL.Query().Get("url"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return parley.Invalidf("url", "give the address of a picture")
	}
	out, err := http.NewRequestWithContext(c, http.MethodGet, u.String(), nil)
	if err != nil {
		return parley.Invalidf("url", "give the address of a picture")
	}
	out.Header.Set("User-Agent", "Parley image proxy")
	out.Header.Set("Accept", "image/*")
	res, err := c.s.remote().Do(out)
	if err != nil {
		return parley.NotFoundf("the picture cannot be loaded")
	}
	defer res.Body.Close()
	kind := contentType(res.Header.Get("Content-Type"), nil)
	if res.StatusCode != http.StatusOK || !thumbnailable(kind) {
		return parley.NotFoundf("the picture cannot be loaded")
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, max-age=86400")
	io.Copy(w, io.LimitReader(res.Body, maxImage))
	return nil
}

func (s *Server) remote() *http.Client {
	return guard.Client(guard.ClientOptions{Timeout: 15 * time.Second, MaxBytes: maxImage})
}
