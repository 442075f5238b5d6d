package chat

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"parley/internal/parley"
)

// Keys seals what is given away and taken back: authenticated encryption bound
// to a place, so that a code is no token and neither can be made up (ATK-24).
type Keys struct {
	Seal   func(place string, value []byte) ([]byte, error)
	Unseal func(place string, sealed []byte) ([]byte, error)
}

// The places of sealed values.
const (
	placeVisitor  = "chat/visitor"
	placeCode     = "chat/code"
	placeSession  = "chat/session"
	placeFile     = "chat/file"
	placeIdentity = "chat/identity"
)

// How long sealed values are good.
const (
	codeLife     = time.Minute
	sessionLife  = 24 * time.Hour
	fileLife     = 7 * 24 * time.Hour
	identityLife = 12 * time.Hour // API-27
)

var errSealed = errors.New("not sealed by us, or too old")

// give seals v as text.
func (k Keys) give(place string, v any) (string, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	sealed, err := k.Seal(place, data)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// take opens what give made.
func (k Keys) take(place, text string, v any) error {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(text) > 60_000 {
		return errSealed
	}
	data, err := k.Unseal(place, sealed)
	if err != nil {
		return errSealed
	}
	return json.Unmarshal(data, v)
}

// ticket is what a code and a session token say of their holder.
type ticket struct {
	Key        string            `json:"k"`
	Nonce      string            `json:"n,omitempty"` // of a code
	Expires    int64             `json:"x"`           // Unix seconds
	FlowID     parley.ChatflowID `json:"f,omitempty"`
	Identified bool              `json:"i,omitempty"`
	Tracking   string            `json:"t,omitempty"`
	Language   string            `json:"l,omitempty"`
	Timezone   string            `json:"z,omitempty"`
	Device     string            `json:"d,omitempty"`
	Country    string            `json:"c,omitempty"`
	Referrer   string            `json:"r,omitempty"`
	PageURL    string            `json:"u,omitempty"`
	PageTitle  string            `json:"p,omitempty"`
	Views      int64             `json:"v,omitempty"`
	Preview    *parley.Chatflow  `json:"preview,omitempty"` // of a preview, in which nothing is kept
}

// newVisitor returns a visitor id for the cookie and the key it is known by.
func (k Keys) newVisitor() (id, key string, err error) {
	b := make([]byte, 16)
	rand.Read(b)
	id, err = k.give(placeVisitor, b)
	return id, keyOf(id), err
}

// knows reports whether a visitor id was made here.
func (k Keys) knows(id string) bool {
	var b []byte
	return id != "" && k.take(placeVisitor, id, &b) == nil
}

// keyOf is how a visitor id is kept: it is random, so SHA-256 is enough.
func keyOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:])
}

func randomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return fmt.Sprintf("%x", b)
}

// visitor is the row that a ticket's holder gets.
func (t *ticket) visitor() *parley.Visitor {
	return &parley.Visitor{Key: t.Key, Tracking: t.Tracking, Language: t.Language, Timezone: t.Timezone, Device: t.Device, Country: t.Country,
		PageURL: t.PageURL, PageTitle: t.PageTitle, Referrer: t.Referrer, Views: t.Views}
}
