package parley

import (
	"encoding/hex"
	"strings"
)

// tokenMark opens the tag of a reply address: support+r-<token>@example.org.
const tokenMark = "r-"

// ReplyAddress is address with the reply token of one party: 128 random bits,
// so that it cannot be guessed (ATK-11).
func ReplyAddress(address, token string) string {
	local, domain, ok := strings.Cut(address, "@")
	if !ok || token == "" {
		return address
	}
	return local + "+" + tokenMark + token + "@" + domain
}

// ReplyToken returns the reply token that address holds, or "".
func ReplyToken(address string) string {
	local, _, _ := strings.Cut(address, "@")
	_, tag, ok := strings.Cut(local, "+")
	if !ok || !strings.HasPrefix(tag, tokenMark) {
		return ""
	}
	token := strings.TrimPrefix(tag, tokenMark)
	if b, err := hex.DecodeString(token); err != nil || len(b) != 16 {
		return ""
	}
	return token
}

// WithoutTag returns address without a plus tag, lower case.
func WithoutTag(address string) string {
	local, domain, ok := strings.Cut(strings.ToLower(strings.TrimSpace(address)), "@")
	if !ok {
		return strings.ToLower(address)
	}
	local, _, _ = strings.Cut(local, "+")
	return local + "@" + domain
}
