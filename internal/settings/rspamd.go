package settings

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"parley/internal/store"
)

// Score asks rspamd about raw mail, where an administrator has set its address.
// The shape is that of rspamd's protocol, POST /checkv2.
func Score(ctx context.Context, db *store.DB, raw []byte) (spam bool, why string, err error) {
	var rules struct {
		RspamdURL string `json:"rspamd_url"`
	}
	if _, err := db.Read(ctx).Setting("spam", &rules); err != nil || rules.RspamdURL == "" {
		return false, "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, rules.RspamdURL+"/checkv2", bytes.NewReader(raw))
	if err != nil {
		return false, "", err
	}
	// The operator chose the address, and it lies on the operator's own network.
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, "", err
	}
	defer res.Body.Close()
	var answer struct {
		Action   string  `json:"action"`
		Score    float64 `json:"score"`
		Required float64 `json:"required_score"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&answer); err != nil {
		return false, "", fmt.Errorf("rspamd: %w", err)
	}
	spam = answer.Action == "reject" || answer.Action == "add header" || answer.Action == "rewrite subject"
	return spam, fmt.Sprintf("rspamd %.1f of %.1f", answer.Score, answer.Required), nil
}
