package hubapi

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite docs/coming-from-hubspot.md")

// The page "Coming from HubSpot" has a row for everything that programs know,
// once, and is the same in the installation and in docs/.
func TestComparison(t *testing.T) {
	t.Parallel()
	rows := map[string]int{}
	for _, part := range compared {
		for _, c := range part.Rows {
			rows[c.Row]++
		}
	}
	want := 0
	for area, n := range map[string]int{"API": 30, "CAPI": 25, "HOOK": 11, "SDK": 16} {
		for i := 1; i <= n; i++ {
			want++
			if row := fmt.Sprintf("%s-%02d", area, i); rows[row] != 1 {
				t.Errorf("%s stands there %d times", row, rows[row])
			}
		}
	}
	if len(rows) != want {
		t.Errorf("%d rows of %d", len(rows), want)
	}
	const path = "../../docs/coming-from-hubspot.md"
	if *update {
		if err := os.WriteFile(path, []byte(Comparison()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil || string(kept) != Comparison() {
		t.Errorf("docs/coming-from-hubspot.md is not what the installation says (%v): run the test with -update", err)
	}
	s := newShop(t, nil)
	page := s.ask("", "GET", "/api-docs/coming-from-hubspot", "")
	if page.status != 200 || !strings.Contains(string(page.body), `id="SDK-16"`) || strings.Contains(string(page.body), "<script") {
		t.Errorf("got %d %s", page.status, page.body)
	}
	if main := s.ask("", "GET", "/api-docs", ""); !strings.Contains(string(main.body), `href="/api-docs/coming-from-hubspot"`) {
		t.Error("the reference does not lead to it")
	}
}
