package hubapi

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"parley/internal/parley"
)

// envelope is how every error reads (API-05). Values of a context are lists of
// strings: clients throw at anything else.
type envelope struct {
	Status        string              `json:"status"`
	Message       string              `json:"message"`
	CorrelationID string              `json:"correlationId"`
	Category      string              `json:"category"`
	SubCategory   string              `json:"subCategory,omitempty"`
	Errors        []detail            `json:"errors,omitempty"`
	Context       map[string][]string `json:"context,omitempty"`
	Links         map[string]string   `json:"links,omitempty"`
	ErrorType     string              `json:"errorType,omitempty"`
	PolicyName    string              `json:"policyName,omitempty"`
}

// detail is one thing that is wrong.
type detail struct {
	Message     string              `json:"message"`
	In          string              `json:"in,omitempty"`
	Code        string              `json:"code,omitempty"`
	SubCategory string              `json:"subCategory,omitempty"`
	Context     map[string][]string `json:"context,omitempty"`
}

// fault is an error that says its status and category itself.
type fault struct {
	status      int
	category    string
	message     string
	subCategory string
	errors      []detail
	context     map[string][]string
	policy      string // of the rate limit that was hit
}

func (f *fault) Error() string { return f.message }

// categories are the statuses and categories of the kinds of error (API-06).
var categories = map[parley.ErrorKind]fault{
	parley.Invalid:         {status: http.StatusBadRequest, category: "VALIDATION_ERROR"},
	parley.Unauthenticated: {status: http.StatusUnauthorized, category: "INVALID_AUTHENTICATION"},
	parley.Forbidden:       {status: http.StatusForbidden, category: "FORBIDDEN"},
	parley.NotFound:        {status: http.StatusNotFound, category: "OBJECT_NOT_FOUND"},
	parley.Conflict:        {status: http.StatusConflict, category: "CONFLICT"},
	parley.TooLarge:        {status: http.StatusRequestEntityTooLarge, category: "VALIDATION_ERROR"},
	parley.RateLimited:     {status: http.StatusTooManyRequests, category: "RATE_LIMITS"},
	parley.Unavailable:     {status: http.StatusServiceUnavailable, category: "INTERNAL_ERROR"},
	parley.Internal:        {status: http.StatusInternalServerError, category: "INTERNAL_ERROR"},
}

// faultOf maps an error of ours, once for all routes. The cause never leaves.
func faultOf(err error) fault {
	var f *fault
	if errors.As(err, &f) {
		return *f
	}
	var e *parley.Error
	if !errors.As(err, &e) {
		out := categories[parley.Internal]
		out.message = "something went wrong on the server; it has been logged"
		return out
	}
	out := categories[e.Kind]
	out.message = e.Message
	if e.Code == "read_only" {
		out.status, out.category = http.StatusLocked, "LOCKED"
	}
	if e.Kind == parley.Unauthenticated && e.Code == "expired" {
		out.category = "EXPIRED_AUTHENTICATION"
	}
	all, several := e.Details.([]*parley.Error)
	if several && all[0].Code == "CONTACT_EXISTS" {
		e = all[0]
	}
	if e.Code == "CONTACT_EXISTS" { // programs read the id out of the words
		if data, ok := e.Details.(map[string]any); ok {
			out.message = fmt.Sprintf("Contact already exists. Existing ID: %v", data["contact_id"])
		}
		return out
	}
	if !several && e.Field != "" {
		all = []*parley.Error{e}
	}
	for _, one := range all {
		d := detail{Message: one.Message, In: one.Field, Code: one.Code}
		if one.Code != "" {
			d.Context = map[string][]string{"propertyName": {one.Field}}
		}
		out.errors = append(out.errors, d)
	}
	return out
}

// refuse answers with the envelope.
func (c *call) refuse(err error) {
	f := faultOf(err)
	id := uuid()
	if f.status >= 500 && !errors.Is(err, context.Canceled) {
		slog.Error("public API", "method", c.r.Method, "path", c.r.URL.Path, "correlation", id, "err", err)
	}
	e := envelope{Status: "error", Message: f.message, CorrelationID: id, Category: f.category, SubCategory: f.subCategory, Errors: f.errors, Context: f.context}
	if f.policy != "" {
		e.ErrorType, e.PolicyName = "RATE_LIMIT", f.policy
	}
	c.write(f.status, e)
}

// uuid is a random identifier by which an error is found in the log (RFC 9562
// section 5.4).
func uuid() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
