package chat

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"parley/internal/parley"
)

// loaderPath is where host pages load the script from.
var loaderPath = regexp.MustCompile(`^/([0-9]{1,12})\.js$`)

// IsLoader reports whether a path is the loader's.
func IsLoader(urlPath string) bool { return loaderPath.MatchString(urlPath) }

// Loader serves the script with the portal and our address put in. For a
// portal that is not ours it is a script that says so on the console: a page
// must never break by its chat.
func (s *Server) Loader(w http.ResponseWriter, r *http.Request) {
	portal := loaderPath.FindStringSubmatch(r.URL.Path)[1]
	scene, err := s.Desk.Scene(r.Context())
	if err != nil {
		http.Error(w, "the server is not ready", http.StatusServiceUnavailable)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Access-Control-Allow-Origin", "*")
	if portal != scene.PortalID {
		fmt.Fprintf(w, "console.error(%q);\n", "Parley: there is no portal "+portal+" here. Copy the line from Settings, Channels, Chat again.")
		return
	}
	script, err := s.widget("loader.js")
	if err != nil {
		h.Set("Cache-Control", "no-store")
		http.Error(w, "not found: this build has no widget (run make web)", http.StatusNotFound)
		return
	}
	script = bytes.ReplaceAll(script, []byte("__PARLEY_PORTAL__"), []byte(portal))
	script = bytes.ReplaceAll(script, []byte("__PARLEY_BASE__"), []byte(strings.TrimSuffix(s.BaseURL, "/")))
	s.send(w, r, script)
}

func (s *Server) widget(name string) ([]byte, error) {
	if s.Widget == nil {
		return nil, fs.ErrNotExist
	}
	return fs.ReadFile(s.Widget, name)
}

// send writes a text, compressed where the browser takes it.
func (s *Server) send(w http.ResponseWriter, r *http.Request, data []byte) {
	w.Header().Add("Vary", "Accept-Encoding")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Write(data)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	z.Write(data)
	z.Close()
}

// asset serves the frame and what it loads.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean(r.URL.Path), "/chat/")
	page := name == "frame.html" || name == "preview.html"
	if !page && !strings.HasPrefix(name, "assets/") {
		http.NotFound(w, r)
		return
	}
	data, err := s.widget(name)
	if err != nil {
		http.Error(w, "not found: this build has no widget (run make web)", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	if page {
		policy, err := s.policy(r, name)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		h.Set("Content-Security-Policy", policy)
		h.Set("Cache-Control", "no-cache")
	} else {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Access-Control-Allow-Origin", "*") // module scripts of a sandboxed frame
	}
	s.send(w, r, data)
}

// policy lets a page of the widget load its own parts alone. The frame may stand
// on the sites of the chat accounts: on any where one of them has no list; a
// preview in the interface alone (ATK-35).
func (s *Server) policy(r *http.Request, name string) (string, error) {
	const own = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
		"media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
	if name == "preview.html" {
		return own + "frame-src 'self'; frame-ancestors 'self'", nil
	}
	scene, err := s.Desk.Scene(r.Context())
	if err != nil {
		return "", err
	}
	sites := []string{"'self'"}
	anywhere := false
	for _, a := range scene.Accounts {
		anywhere = anywhere || len(a.Settings.Chat.Sites) == 0
		for _, site := range a.Settings.Chat.Sites {
			if !slices.Contains(sites, site) {
				sites = append(sites, site)
			}
		}
	}
	ancestors := strings.Join(sites, " ")
	if anywhere {
		ancestors = "*"
	}
	return own + "frame-ancestors " + ancestors, nil
}

// previewLife is for how long a preview can be opened.
const previewLife = 10 * time.Minute

// Preview returns the address of a page that shows a chatflow as it is being
// edited. Whatever is written there is kept nowhere (BOT-18).
func (s *Server) Preview(f *parley.Chatflow) (string, error) {
	t := ticket{Key: "preview" + randomHex(8), Nonce: randomHex(8), Expires: s.Now().Add(previewLife).Unix(), Device: "desktop", Preview: f}
	code, err := s.Keys.give(placeCode, t)
	return "/chat/preview.html#" + code, err
}

// previewMessage is what the widget shows of a message in a preview.
func (s *Server) previewMessage(in *messageRequest) any {
	now := when(s.Now())
	return messageAnswer{Thread: threadView{ID: "0", Status: "open", Preview: in.Text, LastAt: now, People: []faceView{}},
		Message: messageView{ID: "preview-" + in.ClientID, ClientID: in.ClientID, ThreadID: "0", At: now, From: "visitor", Text: in.Text, Files: []fileView{}, Status: "sent"}}
}
