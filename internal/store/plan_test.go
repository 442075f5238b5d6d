package store

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/parley"
)

// The hot queries go by an index: a partial index counts only where the query
// repeats its condition, which nothing else would tell.
func TestPlans_goByIndex(t *testing.T) {
	t.Parallel()
	db, err := Open(context.Background(), Options{URL: t.TempDir() + "/plan.db"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for name, text := range map[string]string{
		"event_thread":        threadEventsSQL,
		"thread_inbox (":      listedSQL(ThreadFilter{After: &Position{}}, 1),
		"thread_inbox_time":   listedSQL(ThreadFilter{ByLatest: true, Since: time.Now(), After: &Position{}}, 1),
		"thread_visitor":      listedSQL(ThreadFilter{Party: 1}, 0),
		"thread_contact":      otherThreadsSQL,
		"thread":              threadsAfterSQL,
		"view_member":         `SELECT thread_id FROM view_member m WHERE m.view_id = $1 AND m.bucket = $2 AND (m.sort_at, m.thread_id) < ($3, $4) ORDER BY m.sort_at DESC, m.thread_id DESC LIMIT 50`,
		"message_thread":      `SELECT * FROM message WHERE thread_id = $1 AND status <> 'cancelled' ORDER BY created_at DESC, id DESC LIMIT 100`,
		"message_content":     `SELECT * FROM message WHERE content_hash = $1 AND content_hash <> '' AND inbox_id = $2`,
		"thread_party_thread": `SELECT DISTINCT t.thread_id FROM thread_party t WHERE (SELECT p.text FROM party p WHERE p.id = t.party_id) LIKE $1 ESCAPE '\\' ORDER BY t.thread_id DESC LIMIT $2`,
		"contact_changed":     walkContactsSQL,
		"job_due":             `SELECT id FROM job WHERE state = 'waiting' AND queue = $1 AND run_at <= $2 ORDER BY priority, run_at, id LIMIT 5`,
		"job_done":            `DELETE FROM job WHERE state = 'done' AND finished_at < $1`,
		"notification_age":    `DELETE FROM notification WHERE created_at < $1`,
		"notification_thread": `DELETE FROM notification WHERE thread_id = $1`,
		"thread_queue":        queuedThreadsSQL,
		"thread_talking":      idleChatsSQL,
		"thread_unticketed":   unticketedSQL,
		"decision_thread":     `SELECT * FROM decision WHERE thread_id = $1 ORDER BY seq DESC, id DESC LIMIT 1`,
		"decision_account":    `SELECT * FROM (SELECT * FROM decision WHERE account_id = $1 AND at >= $2 ORDER BY seq DESC, id DESC LIMIT $3) newest ORDER BY seq, id`,
	} {
		plan, err := plan(db, text)
		if err != nil {
			t.Fatal(err)
		}
		want := "USING INDEX " + name
		switch name {
		case "thread":
			want = "USING INTEGER PRIMARY KEY (rowid>?)"
		case "thread_visitor": // or by contact
			want = "MULTI-INDEX OR"
		case "view_member":
			want = "USING PRIMARY KEY"
		}
		if !strings.Contains(plan, want) && !strings.Contains(plan, "USING COVERING INDEX "+name) || strings.Contains(plan, "SCAN th\n") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

// plan is how SQLite goes about a statement.
func plan(db *DB, text string) (string, error) {
	type row struct{ Detail string }
	var args []any
	for n := 1; strings.Contains(text, mark(n)); n++ {
		args = append(args, 1)
	}
	rows, err := list[row](db.Read(context.Background()), "EXPLAIN QUERY PLAN "+text, args...)
	out := ""
	for _, r := range rows {
		out += r.Detail + "\n"
	}
	return out, err
}

// What changes or deletes rows finds them by an index in every table that grows
// with mail and records, for all others wait meanwhile.
func TestPlans_changesScanNothingThatGrows(t *testing.T) {
	t.Parallel()
	db, err := Open(context.Background(), Options{URL: t.TempDir() + "/plan.db"})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rare := []string{
		"UPDATE participant SET contact_id = 0", // a person is erased
		"UPDATE message SET handed_at",          // a backup is restored
		"DELETE FROM association WHERE type_id", // a kind of association is given up
	}
	statement := regexp.MustCompile("`((?:DELETE|UPDATE)[^`]*)`( \\+ in)?")
	scanned := regexp.MustCompile(`SCAN (message|message_body|attachment|reference|seen|thread|participant|decision|notification|event|job|chat|record|record_text|record_number|record_unique|record_change|association)\n`)
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range sources {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range statement.FindAllStringSubmatch(string(source), -1) {
			text := m[1]
			if m[2] != "" {
				text += "(1)"
			}
			p, err := plan(db, text)
			if err != nil {
				continue // put together from pieces
			}
			checked++
			if found := scanned.FindString(p); found != "" && !slices.ContainsFunc(rare, func(r string) bool { return strings.HasPrefix(text, r) }) {
				t.Errorf("%s: %s\n%s", file, text, p)
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d statements were found", checked)
	}
}

func listedSQL(f ThreadFilter, inbox parley.InboxID) string {
	text, _ := listThreadsSQL(f, inbox)
	return text
}
