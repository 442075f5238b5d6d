package main

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"

	"parley/web"
)

// site serves the built interface from memory, each file compressed once, when it
// is first asked for.
// Files whose names hold a hash are kept by browsers for a year; every other
// path is the app's own, and answers its page.
type site struct {
	files map[string]*siteFile
}

// siteFile is read when it is asked for: a start needs none of them.
type siteFile struct {
	plain   func() []byte
	gzipped func() []byte // nil where it saves nothing
	kind    string
	lasting bool
}

// appPolicy lets the app load its own parts alone. Frames are the mails.
const appPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; frame-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func newSite() *site {
	s := &site{files: map[string]*siteFile{}}
	root, err := fs.Sub(web.Dist, "dist/app")
	if err != nil {
		return s
	}
	fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		s.files["/"+name] = newSiteFile(root, name)
		return nil
	})
	return s
}

func newSiteFile(root fs.FS, name string) *siteFile {
	plain := func() []byte {
		data, _ := fs.ReadFile(root, name) // it is part of the program
		return data
	}
	f := &siteFile{plain: plain, kind: mime.TypeByExtension(path.Ext(name)), lasting: strings.HasPrefix(name, "assets/")}
	if path.Ext(name) == ".webmanifest" {
		f.kind = "application/manifest+json"
	}
	f.gzipped = sync.OnceValue(func() []byte { return compressed(plain()) })
	return f
}

func compressed(data []byte) []byte {
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	w.Write(data)
	w.Close()
	if buf.Len() > len(data)*9/10 {
		return nil
	}
	return buf.Bytes()
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "not found", http.StatusNotFound)
		return
	}
	f := s.files[r.URL.Path]
	if f == nil && path.Ext(r.URL.Path) == "" {
		f = s.files["/index.html"]
	}
	if f == nil {
		http.Error(w, "not found (is the interface built? run make web)", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Content-Security-Policy", appPolicy)
	h.Set("Vary", "Accept-Encoding")
	if f.lasting {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	data := f.plain
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && f.gzipped() != nil {
		h.Set("Content-Encoding", "gzip")
		data = f.gzipped
	}
	if r.Method == http.MethodGet {
		w.Write(data())
	}
}
