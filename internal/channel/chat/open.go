package chat

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
)

// openRequest is a page view, as the loader tells it.
type openRequest struct {
	country string // as a proxy says, never the page

	PortalID string `json:"portal_id"`
	Visitor  string `json:"visitor"`
	Tracking string `json:"tracking"`
	Page     struct {
		URL      string `json:"url"`
		Title    string `json:"title"`
		Referrer string `json:"referrer"`
	} `json:"page"`
	Language       string          `json:"language"`
	Timezone       string          `json:"timezone"`
	Device         string          `json:"device"`
	Views          int             `json:"views"`
	Returning      bool            `json:"returning"`
	SecondsOnPage  int             `json:"seconds_on_page"`
	Identification *identification `json:"identification"`
}

type identification struct {
	Email string `json:"email"`
	Token string `json:"token"`
}

// openAnswer is what the page gets.
type openAnswer struct {
	Visitor             string        `json:"visitor"`
	Tracking            string        `json:"tracking"`
	Known               bool          `json:"known"`
	Code                string        `json:"code"`
	Chatflow            *chatflowView `json:"chatflow"`
	Unread              int64         `json:"unread"`
	OpenThreads         []string      `json:"open_threads"`
	LookAgain           int           `json:"recheck_after,omitempty"`
	IdentificationError string        `json:"identification_error,omitempty"`
}

// preflight answers what a browser asks before it lets a page of another site
// speak with us.
func (s *Server) preflight(w http.ResponseWriter, r *http.Request) {
	if scene, err := s.Desk.Scene(r.Context()); err == nil {
		s.allow(w, r, scene)
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Access-Control-Allow-Headers", "Content-Type")
	h.Set("Access-Control-Max-Age", "86400")
	w.WriteHeader(http.StatusNoContent)
}

// allow lets a page read the answer if one of the chat accounts is for its
// site. No credentials ever go along.
func (s *Server) allow(w http.ResponseWriter, r *http.Request, scene *channel.Scene) {
	origin := r.Header.Get("Origin")
	w.Header().Add("Vary", "Origin")
	for _, a := range scene.Accounts {
		if onSite(a, origin) {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			return
		}
	}
}

// onSite reports whether an account's widget may stand on a site.
func onSite(a *parley.ChannelAccount, origin string) bool {
	sites := a.Settings.Chat.Sites
	return len(sites) == 0 || slices.Contains(sites, strings.ToLower(origin))
}

// open finds the chatflow for a page view. It stores nothing, but for a visitor
// whom the site vouches for.
func (s *Server) open(w http.ResponseWriter, r *http.Request) {
	scene, err := s.Desk.Scene(r.Context())
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.allow(w, r, scene)
	out, err := s.opened(w, r, scene)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.answer(w, out)
}

func (s *Server) opened(w http.ResponseWriter, r *http.Request, scene *channel.Scene) (*openAnswer, error) {
	if err := s.limit.take("open/"+s.Address(r), s.Limits.Opens); err != nil {
		return nil, err
	}
	var in openRequest
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if s.Country != nil {
		in.country = s.Country(r)
	}
	if scene.PortalID == "" || in.PortalID != scene.PortalID {
		return nil, &parley.Error{Kind: parley.NotFound, Code: "portal", Message: "there is no such portal"}
	}
	if u, err := url.Parse(in.Page.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" {
		return nil, parley.Invalidf("page.url", "give the address of the page")
	}
	out := &openAnswer{Visitor: in.Visitor, Tracking: clip(in.Tracking, 64), OpenThreads: []string{}}
	if out.Tracking == "" {
		out.Tracking = randomHex(16)
	}
	g, err := s.recognise(r.Context(), &in, out)
	if err != nil {
		return nil, err
	}
	flow, err := s.choose(r.Context(), scene, &in, r.Header.Get("Origin"), g, out)
	if err != nil {
		return nil, err
	}
	t := in.ticket(g, out.Tracking, s.Now())
	if flow != nil {
		t.FlowID = flow.ID
		if out.Chatflow, err = s.chatflow(r.Context(), scene, g, flow); err != nil {
			return nil, err
		}
	}
	if err := s.standing(r.Context(), g, out); err != nil {
		return nil, err
	}
	out.Code, err = s.Keys.give(placeCode, t)
	return out, err
}

// recognise finds who views the page: who the cookie says, or whom the site
// vouches for. An id that we did not make is replaced; so is one of somebody
// else whom the site vouched for before on this browser.
func (s *Server) recognise(ctx context.Context, in *openRequest, out *openAnswer) (*channel.Guest, error) {
	fresh := func() (g *channel.Guest, err error) {
		g = &channel.Guest{}
		out.Visitor, g.Key, err = s.Keys.newVisitor()
		return g, err
	}
	g, err := fresh()
	if err == nil && s.Keys.knows(in.Visitor) {
		out.Visitor = in.Visitor
		g, err = s.Desk.Guest(ctx, keyOf(in.Visitor))
	}
	if err != nil || in.Identification == nil {
		return g, err
	}
	who, wrong := s.Keys.identify(in.Identification.Email, in.Identification.Token, s.Now())
	if wrong != "" {
		out.IdentificationError = wrong
		return g, nil
	}
	if v := g.Visitor; v != nil && v.EmailVerified && v.Email != who.Email {
		if g, err = fresh(); err != nil {
			return nil, err
		}
	}
	if g.Visitor == nil || !g.Visitor.EmailVerified {
		v := in.ticket(g, out.Tracking, s.Now()).visitor()
		if _, err = s.Desk.Identify(ctx, v, who); err != nil {
			return nil, err
		}
		if g, err = s.Desk.Guest(ctx, g.Key); err != nil {
			return nil, err
		}
	}
	g.Identified = true
	return g, nil
}

// choose is the chatflow of highest priority that fits; nobody's availability
// counts (BOT-05).
func (s *Server) choose(ctx context.Context, scene *channel.Scene, in *openRequest, origin string, g *channel.Guest, out *openAnswer) (*parley.Chatflow, error) {
	facts := in.facts(g)
	out.Known = facts.Known
	if wanted := parley.ListsAsked(scene.Flows); len(wanted) > 0 {
		lists, err := s.Desk.Lists(ctx, g, wanted)
		if err != nil {
			return nil, err
		}
		for _, id := range lists {
			facts.Lists = append(facts.Lists, strconv.FormatInt(id, 10))
		}
	}
	var allowed []*parley.Chatflow
	for _, f := range scene.Flows {
		if a := scene.Accounts[f.AccountID]; a == nil || !onSite(a, origin) {
			continue
		}
		if Fits(f.Target, facts) {
			return f, nil
		}
		allowed = append(allowed, f)
	}
	out.LookAgain = LookAgain(allowed, facts)
	return nil, nil
}

func (in *openRequest) facts(g *channel.Guest) Facts {
	f := Facts{URL: in.Page.URL, Device: in.Device, Country: in.country, Returning: in.Returning || g.Visitor != nil, Views: in.Views, Seconds: in.SecondsOnPage,
		Language: in.Language, Referrer: in.Page.Referrer, Known: g.Visitor != nil && g.Visitor.ContactID != 0}
	if c := g.Contact; c != nil {
		f.Properties = map[string]string{"first_name": c.FirstName, "last_name": c.LastName, "email": c.Email, "phone": c.Phone, "company": c.Company,
			"language": c.Language, "timezone": c.Timezone}
	}
	return f
}

func (in *openRequest) ticket(g *channel.Guest, tracking string, now time.Time) *ticket {
	device := in.Device
	if device != "mobile" && device != "tablet" {
		device = "desktop"
	}
	return &ticket{Key: g.Key, Nonce: randomHex(8), Expires: now.Add(codeLife).Unix(), Identified: g.Identified, Tracking: tracking,
		Language: clip(in.Language, 35), Timezone: clip(in.Timezone, 60), Device: device, Country: in.country, Referrer: clip(in.Page.Referrer, 500),
		PageURL: clip(in.Page.URL, 1000), PageTitle: clip(in.Page.Title, 200), Views: int64(max(0, in.Views))}
}

// standing tells what waits for the visitor.
func (s *Server) standing(ctx context.Context, g *channel.Guest, out *openAnswer) error {
	if g.Visitor == nil {
		return nil
	}
	talks, err := s.Desk.Talks(ctx, g)
	for _, t := range talks {
		out.Unread += t.Unread
		if t.Thread.Status == parley.ThreadOpen {
			out.OpenThreads = append(out.OpenThreads, t.Thread.ID.String())
		}
	}
	return err
}

// clip trims spaces and keeps at most n bytes of whole characters.
func clip(s string, n int) string {
	s = strings.TrimSpace(s)
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}
