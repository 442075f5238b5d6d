package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"parley/internal/parley"
)

// ErrorBody is how every error reads.
type ErrorBody struct {
	Kind    string `json:"kind" enum:"invalid,unauthenticated,forbidden,not_found,conflict,too_large,rate_limited,unavailable,internal"`
	Message string `json:"message" doc:"A sentence for people"`
	Field   string `json:"field" doc:"The input that is wrong; may be empty"`
	Code    string `json:"code" doc:"Finer than kind; may be empty"`
	Details any    `json:"details,omitempty"`
}

// apiError is an ErrorBody as huma writes it.
type apiError struct {
	status int
	Err    ErrorBody `json:"error"`
}

func (e *apiError) Error() string  { return e.Err.Message }
func (e *apiError) GetStatus() int { return e.status }

var statusOf = map[parley.ErrorKind]int{
	parley.Invalid: http.StatusBadRequest, parley.Unauthenticated: http.StatusUnauthorized, parley.Forbidden: http.StatusForbidden,
	parley.NotFound: http.StatusNotFound, parley.Conflict: http.StatusConflict, parley.TooLarge: http.StatusRequestEntityTooLarge,
	parley.RateLimited: http.StatusTooManyRequests, parley.Unavailable: http.StatusServiceUnavailable, parley.Internal: http.StatusInternalServerError,
}

// present maps an error of ours once, for all routes. The cause never leaves.
func present(ctx context.Context, err error) error {
	var e *parley.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.Canceled) {
			return &apiError{499, ErrorBody{Kind: "unavailable", Message: "cancelled"}}
		}
		logInternal(ctx, err)
		return &apiError{http.StatusInternalServerError, ErrorBody{Kind: "internal", Message: "something went wrong on the server; it has been logged"}}
	}
	if e.Kind == parley.Unavailable {
		logInternal(ctx, err)
	}
	return &apiError{statusOf[e.Kind], ErrorBody{Kind: string(e.Kind), Message: e.Message, Field: e.Field, Code: e.Code, Details: e.Details}}
}

// newHumaError gives huma's own refusals the same shape.
func newHumaError(status int, message string, errs ...error) huma.StatusError {
	e := &apiError{status, ErrorBody{Kind: "invalid", Message: message}}
	switch status {
	case http.StatusUnprocessableEntity:
		e.status = http.StatusBadRequest
	case http.StatusNotFound:
		e.Err.Kind = "not_found"
	case http.StatusRequestEntityTooLarge:
		e.Err.Kind = "too_large"
	case http.StatusInternalServerError:
		e.Err.Kind = "internal"
	}
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			e.Err.Field = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(d.Location, "body."), "query."), "path.")
			e.Err.Message = d.Message
			break
		}
	}
	return e
}

// writeError answers a request outside huma.
func writeError(w http.ResponseWriter, r *http.Request, err error) {
	e := present(r.Context(), err).(*apiError)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(e.status)
	json.NewEncoder(w).Encode(e)
}
