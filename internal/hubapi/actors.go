package hubapi

import (
	"net/http"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

func (s *Server) actorRoutes() {
	const read, actors = "conversations.read", "/conversations/v3/conversations/actors"
	s.on(get, actors+"/{actorId}", 200, read, (*call).oneActor)
	s.on(post, actors+"/batch/read", 200, read, (*call).actors)
}

// actor is somebody who does things, on the wire (API-26).
type actor struct {
	ID     string `json:"id"`
	Type   string `json:"type"`
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`
	Avatar string `json:"avatar,omitempty"`
}

// letters stand before the number of an actor of ours.
var letters = map[parley.ActorKind]string{parley.ActorUser: "A-", parley.ActorBot: "B-", parley.ActorContact: "V-", parley.ActorVisitor: "V-", parley.ActorIntegration: "I-"}

// system is the actor of what happens by itself.
const systemActor = "S-system"

// actorID is an actor's id; that of the system for who has none.
func actorID(a parley.Actor) string {
	if letters[a.Kind] == "" {
		return systemActor
	}
	return letters[a.Kind] + strconv.FormatInt(a.ID, 10)
}

func (c *call) oneActor() (any, error) { return findActor(c.read(), c.name("actorId")) }

// findActor returns who an id names.
func findActor(r *store.Reader, id string) (*actor, error) {
	kind, rest, _ := strings.Cut(id, "-")
	number, err := strconv.ParseInt(rest, 10, 64)
	out := &actor{ID: id}
	switch {
	case id == systemActor:
		out.Type = "SYSTEM"
		return out, nil
	case kind == "E":
		if _, err := mail.ParseAddress(rest); err == nil {
			out.Type, out.Email = "EMAIL", rest
			return out, nil
		}
	case err != nil:
	case kind == "A":
		u, err := r.User(parley.UserID(number))
		if err == nil {
			out.Type, out.Name, out.Email = "AGENT", u.Name(), u.Email
		}
		return out, err
	case kind == "V":
		return out, findVisitor(r, number, out)
	case kind == "I":
		names, err := r.AppNames()
		if name, ok := names[parley.AppID(number)]; ok || err != nil {
			out.Type, out.Name = "INTEGRATOR", name
			return out, err
		}
	case kind == "B":
		f, err := r.Chatflow(parley.ChatflowID(number))
		if err == nil {
			out.Type, out.Name = "BOT", f.Name
		}
		return out, err
	}
	return nil, parley.NotFoundf("there is no actor %s", id)
}

// findVisitor fills in a contact, or a visitor without one.
func findVisitor(r *store.Reader, number int64, out *actor) error {
	out.Type = "VISITOR"
	people, err := r.Contacts([]parley.ContactID{parley.ContactID(number)})
	if err != nil {
		return err
	}
	if p := people[parley.ContactID(number)]; p != nil {
		out.Name, out.Email = p.Name(), p.Email
		return nil
	}
	v, err := r.Visitor(parley.VisitorID(number))
	if err == nil {
		out.Name, out.Email = v.Name, v.Email
	}
	return err
}

// batch is the answer to many at once (CAPI-06).
type batch struct {
	Status      string       `json:"status"`
	Results     any          `json:"results"`
	NumErrors   int          `json:"numErrors,omitempty"`
	Errors      []batchError `json:"errors,omitempty"`
	StartedAt   stamp        `json:"startedAt"`
	CompletedAt stamp        `json:"completedAt"`
}

// batchError is what went wrong with some of them.
type batchError struct {
	Status   string              `json:"status"`
	Category string              `json:"category"`
	Message  string              `json:"message"`
	Context  map[string][]string `json:"context"`
	Errors   []detail            `json:"errors"`
	Links    map[string]string   `json:"links"`
	ID       string              `json:"id,omitempty"`
}

// maxBatch bounds the inputs of a batch (CAPI-06).
const maxBatch = 100

// batched makes the answer, and 207 of its code where something is missing.
func (c *call) batched(began time.Time, results any, errs []batchError) batch {
	if len(errs) > 0 {
		c.status = http.StatusMultiStatus
	}
	return batch{Status: "COMPLETE", Results: results, NumErrors: len(errs), Errors: errs, StartedAt: stamp{began}, CompletedAt: stamp{c.s.DB.Now()}}
}

// missing is the error of ids that name nothing.
func missing(what string, ids ...string) batchError {
	return batchError{Status: "error", Category: "OBJECT_NOT_FOUND", Message: what, Context: map[string][]string{"ids": ids}, Errors: []detail{}, Links: map[string]string{}}
}

// actorsIn names several actors.
type actorsIn struct {
	Inputs []string `json:"inputs"`
}

func (c *call) actors() (any, error) {
	began := c.s.DB.Now()
	var in actorsIn
	if err := c.body(&in); err != nil {
		return nil, err
	}
	if len(in.Inputs) > maxBatch {
		return nil, parley.Invalidf("inputs", "at most %d at once", maxBatch)
	}
	found, errs := []*actor{}, []batchError(nil)
	r := c.read()
	for _, id := range in.Inputs {
		a, err := findActor(r, id)
		switch {
		case parley.KindOf(err) == parley.NotFound:
			errs = append(errs, missing("there is no actor "+id, id))
		case err != nil:
			return nil, err
		default:
			found = append(found, a)
		}
	}
	return c.batched(began, found, errs), nil
}
