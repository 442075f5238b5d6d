package hubapi

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// The reference tells of every route, in words and for programs, and loads
// nothing from elsewhere.
func TestDocs(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	page := s.ask("", "GET", "/api-docs", "")
	text := string(page.body)
	if page.status != http.StatusOK || !strings.HasPrefix(page.header.Get("Content-Type"), "text/html") || strings.Contains(text, "<script") || strings.Contains(text, "src=") {
		t.Fatalf("got %d %v", page.status, page.header)
	}
	described := s.ask("", "GET", "/api-docs/openapi.json", "")
	var api struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Summary     string
			OperationID string
			Parameters  []struct{ Name, In string }
			Responses   map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal(described.body, &api); err != nil || api.OpenAPI != "3.1.0" {
		t.Fatalf("%v: %.200s", err, described.body)
	}
	ids := map[string]bool{}
	for _, r := range s.server.Routes() {
		op, ok := api.Paths[strings.ReplaceAll(r.Path, "...}", "}")][strings.ToLower(r.Method)]
		if !ok || op.Summary == "" || !strings.Contains(text, r.Path) {
			t.Errorf("%s %s is not told of: add its line to docs_words.go", r.Method, r.Path)
			continue
		}
		if op.Responses[strconv.Itoa(r.Code)] == nil || len(op.Parameters) != strings.Count(r.Path, "{") || ids[op.OperationID] {
			t.Errorf("%s %s: got %+v", r.Method, r.Path, op)
		}
		ids[op.OperationID] = true
		if s := shapes[r.Method+" "+r.Path]; r.Code != http.StatusNoContent && s.out == nil && !strings.HasPrefix(r.Path, "/files/v3/link") && !strings.HasPrefix(r.Path, "/files/v3/public") {
			t.Errorf("%s %s: say in docs_shapes.go what it answers", r.Method, r.Path)
		}
	}
}
