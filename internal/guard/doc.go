// Package guard makes strangers' input safe to keep and strangers' URLs safe to
// call.
//
// SanitizeHTML and SanitizeComment return HTML that runs nothing, loads nothing
// from elsewhere without consent and cannot reach beyond its box. Both are
// idempotent: what was cleaned once stays as it is, so that a browser reading it
// anew finds what was checked (mXSS). Client is an HTTP client that reaches the
// public Internet only, whatever a name resolves to and wherever it redirects.
package guard
