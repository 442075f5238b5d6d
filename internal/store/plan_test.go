package store

import (
	"context"
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
		"thread_queue":        queuedThreadsSQL,
		"thread_talking":      idleChatsSQL,
		"thread_unticketed":   unticketedSQL,
		"decision_thread":     `SELECT * FROM decision WHERE thread_id = $1 ORDER BY seq DESC, id DESC LIMIT 1`,
		"decision_account":    `SELECT * FROM (SELECT * FROM decision WHERE account_id = $1 AND at >= $2 ORDER BY seq DESC, id DESC LIMIT $3) newest ORDER BY seq, id`,
	} {
		type row struct{ Detail string }
		args := make([]any, 0, 6)
		for n := 1; strings.Contains(text, mark(n)); n++ {
			args = append(args, 1)
		}
		rows, err := list[row](db.Read(context.Background()), "EXPLAIN QUERY PLAN "+text, args...)
		if err != nil {
			t.Fatal(err)
		}
		plan := ""
		for _, r := range rows {
			plan += r.Detail + "\n"
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

func listedSQL(f ThreadFilter, inbox parley.InboxID) string {
	text, _ := listThreadsSQL(f, inbox)
	return text
}
