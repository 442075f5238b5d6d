package guard

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Sign adds to a call what proves to its receiver who sends it and that the
// body is whole (HOOK-04): the signatures of versions 1 and 3 with the secret
// that both sides know. The third covers method, address and time as well, so
// that a call cannot be played again later or elsewhere.
func Sign(req *http.Request, secret, body []byte, at time.Time) {
	stamp := strconv.FormatInt(at.UnixMilli(), 10)
	req.Header.Set("X-HubSpot-Signature", SignatureV1(secret, body))
	req.Header.Set("X-HubSpot-Signature-Version", "v1")
	req.Header.Set("X-HubSpot-Request-Timestamp", stamp)
	req.Header.Set("X-HubSpot-Signature-v3", SignatureV3(secret, req.Method, req.URL.String(), body, stamp))
}

// Call posts JSON to an address that an app gave, signed, and returns the status
// of the answer; zero with an error where none came.
func Call(ctx context.Context, client *http.Client, url string, secret, body []byte, at time.Time) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "Parley-Webhooks")
	Sign(req, secret, body, at)
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection can serve again
	return resp.StatusCode, nil
}

// Caller returns a client for [Call]: HTTPS alone but in private networks, where
// those are allowed, no redirects, and five seconds for an answer unless
// opts say otherwise (HOOK-01, HOOK-08).
func Caller(opts ClientOptions) *http.Client {
	opts.SecureOnly, opts.Timeout, opts.MaxBytes = true, cmp.Or(opts.Timeout, 5*time.Second), 1<<20
	client := Client(opts)
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // only who is meant is told
	return client
}

// SignatureV1 is the hash, in hex, of secret and body.
func SignatureV1(secret, body []byte) string { return hashed(secret, body) }

// SignatureV2 is the one that calls of automations carry: the hash, in hex, of
// secret, method, address and body.
func SignatureV2(secret []byte, method, url string, body []byte) string {
	return hashed(secret, []byte(method), []byte(url), body)
}

// SignatureV3 is the keyed hash, in base64, of method, address, body and the
// time in milliseconds.
func SignatureV3(secret []byte, method, url string, body []byte, stamp string) string {
	h := hmac.New(sha256.New, secret)
	for _, part := range [][]byte{[]byte(method), []byte(url), body, []byte(stamp)} {
		h.Write(part)
	}
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

func hashed(parts ...[]byte) string {
	h := sha256.New()
	for _, part := range parts {
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil))
}
