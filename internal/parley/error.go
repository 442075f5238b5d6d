package parley

import (
	"errors"
	"fmt"
)

// ErrorKind says to a machine what went wrong. An error without a kind is
// internal: logged in full, shown as a bland line.
type ErrorKind string

// The kinds of error.
const (
	Invalid         ErrorKind = "invalid"
	Unauthenticated ErrorKind = "unauthenticated"
	Forbidden       ErrorKind = "forbidden"
	NotFound        ErrorKind = "not_found"
	Conflict        ErrorKind = "conflict"
	TooLarge        ErrorKind = "too_large"
	RateLimited     ErrorKind = "rate_limited"
	Unavailable     ErrorKind = "unavailable"
	Internal        ErrorKind = "internal"
)

// Error carries a kind for machines, a sentence for people and a cause for
// operators. Only Message, Field and Code reach a user.
type Error struct {
	Kind    ErrorKind
	Message string
	Field   string // the input that is wrong, such as "to[0]"; may be empty
	Code    string // finer than Kind where a client must tell cases apart
	Details any    // what a client needs to go on; may be nil
	Err     error  // the cause; may be nil
}

func (e *Error) Error() string {
	text := e.Message
	if e.Field != "" {
		text = e.Field + ": " + text
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an error of a kind.
func Errorf(kind ErrorKind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Invalidf makes an [Invalid] error about one field of the input.
func Invalidf(field, format string, args ...any) *Error {
	return &Error{Kind: Invalid, Field: field, Message: fmt.Sprintf(format, args...)}
}

// NotFoundf makes a [NotFound] error. It is also the answer to a lack of
// right, so that nobody learns what exists.
func NotFoundf(format string, args ...any) *Error { return Errorf(NotFound, format, args...) }

// KindOf returns the kind of err, [Internal] if it has none, empty if nil.
func KindOf(err error) ErrorKind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}
