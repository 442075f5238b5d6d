package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestMailThread proves EMAIL-14 and ATK-12 on piles of mails. A mail is
// written as "from > to, to | header | header"; {n} in want are the places of
// the mails that belong together.
func TestMailThread(t *testing.T) {
	t.Parallel()
	const index = "Thread-Index: AQHaAAECAwQFBgcICQoLDA0ODxAREg==" // 22 bytes
	const child = "Thread-Index: AQHaAAECAwQFBgcICQoLDA0ODxAREgABAgME"
	for _, c := range []struct {
		name  string
		mails []string
		want  string
	}{
		{"a chain", []string{"a > b | Message-ID: <1@x>", "b > a | Message-ID: <2@x> | In-Reply-To: <1@x>", "a > b | Message-ID: <3@x> | References: <1@x> <2@x>"}, "[0 1 2]"},
		{"out of order, no dates", []string{"a > b | Message-ID: <3@x> | In-Reply-To: <2@x>", "a > b | Message-ID: <1@x>", "b > a | Message-ID: <2@x> | In-Reply-To: <1@x>"}, "[0 1 2]"},
		{"dates that lie", []string{"a > b | Message-ID: <3@x> | In-Reply-To: <2@x> | Date: 1 Jan 2020 10:00:00 +0000", "a > b | Message-ID: <1@x> | Date: 3 Jan 2020 10:00:00 +0000",
			"b > a | Message-ID: <2@x> | In-Reply-To: <1@x> | Date: 2 Jan 2020 10:00:00 +0000"}, "[0 1 2]"},
		{"siblings of an unseen mail, one author", []string{"a > b | References: <0@x>", "a > b | References: <0@x>"}, "[0 1]"},
		{"siblings of an unseen mail, one wrote to the other", []string{"a > b | References: <0@x>", "b > a | References: <0@x>"}, "[0 1]"},
		{"siblings of an unseen mail, strangers", []string{"a > b | References: <0@x>", "c > d | References: <0@x>"}, "[0] [1]"},
		{"answers to all of an unseen mail", []string{"b > a, c | In-Reply-To: <0@x>", "c > a, b | In-Reply-To: <0@x>"}, "[0 1]"},
		{"an unseen mail amid a chain", []string{"a > b | Message-ID: <1@x>", "b > a | Message-ID: <3@x> | In-Reply-To: <2@x>", "a > b | Message-ID: <4@x> | References: <1@x> <2@x> <3@x>"}, "[0 1 2]"},
		{"an unseen mail that a later one places", []string{"a > b | Message-ID: <1@x>", "b > a | Message-ID: <3@x> | In-Reply-To: <2@x>", "b > a | Message-ID: <5@x> | References: <1@x> <2@x>"}, "[0 1 2]"},
		{"equal subjects", []string{"a > b | Message-ID: <1@x> | Subject: Order", "b > a | Message-ID: <2@x> | Subject: Re: Order", "a > b | Subject: Order"}, "[0] [1] [2]"},
		{"another subject", []string{"a > b | Message-ID: <1@x> | Subject: Order", "b > a | In-Reply-To: <1@x> | Subject: Lunch"}, "[0 1]"},
		{"two answers to a newsletter", []string{"a > news | In-Reply-To: <n@x>", "b > news | In-Reply-To: <n@x>"}, "[0] [1]"},
		{"two answers to a newsletter, with ours between", []string{"a > news | Message-ID: <1@x> | References: <n@x>", "news > a | References: <n@x> <1@x>", "b > news | References: <n@x>", "a > news | References: <n@x>"}, "[0 1 3] [2]"},
		{"two answers to a newsletter that is there", []string{"news > all | Message-ID: <n@x> | List-Unsubscribe: <http://x.test/>", "a > news | In-Reply-To: <n@x>", "b > news | In-Reply-To: <n@x>"}, "[0] [1] [2]"},
		{"a newsletter to one, who answers", []string{"news > a | Message-ID: <n@x> | List-Unsubscribe: <http://x.test/>", "a > news | In-Reply-To: <n@x>", "b > news | In-Reply-To: <n@x>"}, "[0 1] [2]"},
		{"a list", []string{"a > list | Message-ID: <1@x> | List-Id: <l.x>", "b > list | Message-ID: <2@x> | In-Reply-To: <1@x> | List-Id: <l.x>", "c > list | References: <1@x> <2@x> | List-Id: <l.x>"}, "[0 1 2]"},
		{"a list, the first mail unseen", []string{"b > list | In-Reply-To: <1@x> | List-Id: <l.x>", "c > list | In-Reply-To: <1@x> | List-Id: <l.x>"}, "[0 1]"},
		{"a stranger's guess", []string{"a > b | Message-ID: <1@x>", "evil > other | In-Reply-To: <1@x>"}, "[0] [1]"},
		{"somebody joins who was a copy", []string{"a > b | Message-ID: <1@x> | Cc: c@x.test", "c > a | In-Reply-To: <1@x>"}, "[0 1]"},
		{"a stranger answers the author", []string{"a > b | Message-ID: <1@x>", "c > a | In-Reply-To: <1@x>"}, "[0 1]"},
		{"a name in another case", []string{"a > b | Message-ID: <1@x>", "B > c | In-Reply-To: <1@x>"}, "[0 1]"},
		{"several ids answered", []string{"a > b | Message-ID: <1@x>", "b > a | In-Reply-To: <gone@x> <1@x>"}, "[0 1]"},
		{"two threads answered at once: the first named, and they stay two", []string{"a > b | Message-ID: <1@x>", "a > b | Message-ID: <2@x>", "b > a | In-Reply-To: <2@x> <1@x>"}, "[0] [1 2]"},
		{"two threads referred to: the newest", []string{"a > b | Message-ID: <1@x>", "a > b | Message-ID: <2@x>", "b > a | References: <1@x> <2@x>"}, "[0] [1 2]"},
		{"the answered mail counts more than references", []string{"a > b | Message-ID: <1@x>", "a > b | Message-ID: <2@x>", "b > a | In-Reply-To: <1@x> | References: <1@x> <2@x>"}, "[0 2] [1]"},
		{"a sentence for an id", []string{"a > b | In-Reply-To: Your message of Tue from b@x.test", "a > b | In-Reply-To: Your message of Wed from b@x.test"}, "[0] [1]"},
		{"a sentence with a person's address and an id", []string{"a > b | Message-ID: <1@x>", "a > b | In-Reply-To: Message from A <b@x.test> of \"Tue\" <9@x>", "b > a | In-Reply-To: Your message of \"Tue\" <1@x>", "a > b | In-Reply-To: <b@x.test>"}, "[0 2] [1] [3]"},
		{"folded", []string{"a > b | Message-ID:\n <1@x>", "b > a | References:\n\t<0@x>\n <1@x>"}, "[0 1]"},
		{"comments", []string{"a > b | Message-ID: <1@x> (mine)", "b > a | Message-ID: <2@x> | References: (was <7@x>) <1@x> (a (nested) one)", "a > b | Message-ID: <7@x>"}, "[0 1] [2]"},
		{"without brackets", []string{"a > b | Message-ID: 1@x", "b > a | References: 0@x, 1@x"}, "[0 1]"},
		{"domains in another case", []string{"a > b | Message-ID: <Ab1@X.Test>", "b > a | In-Reply-To: <Ab1@x.test>", "b > a | In-Reply-To: <aB1@x.test>"}, "[0 1] [2]"},
		{"Outlook's index alone", []string{"a > b | Message-ID: <1@x> | " + index, "b > a | Message-ID: <2@x> | " + child}, "[0 1]"},
		{"Outlook's index, strangers", []string{"a > b | " + index, "c > d | " + child}, "[0] [1]"},
		{"Outlook's index cut short", []string{"a > b | Thread-Index: AQHa", "b > a | Thread-Index: AQHa"}, "[0] [1]"},
		{"one Message-ID, other parties", []string{"a > b | Message-ID: <1@x> | Subject: a", "c > d | Message-ID: <1@x> | Subject: c", "d > c | In-Reply-To: <1@x>"}, "[0] [1 2]"},
		{"one Message-ID, one party", []string{"a > b | Message-ID: <1@x> | Subject: a", "b > a | Message-ID: <1@x> | Subject: b"}, "[0 1]"},
		{"copies", []string{"a > b | Message-ID: <1@x>", "a > b | Message-ID: <1@x>", "a > b | Message-ID: <1@x> | Received: by mx"}, "[0 1 2]"},
		{"copies without an id", []string{"a > b | Subject: x", "a > b | Subject: x", "a > b | Subject: y"}, "[0 1] [2]"},
		{"copies with other line ends", []string{"a > b | Subject: x", "CRLF a > b | Subject: x"}, "[0 1]"},
		{"answers to themselves", []string{"a > b | Message-ID: <1@x> | In-Reply-To: <1@x> | References: <1@x>", "b > a | In-Reply-To: <1@x>"}, "[0 1]"},
		{"a cycle", []string{"a > b | Message-ID: <1@x> | In-Reply-To: <2@x>", "b > a | Message-ID: <2@x> | In-Reply-To: <1@x>"}, "[0 1]"},
		{"a cycle of unseen mails", []string{"a > b | References: <1@x> <2@x>", "b > a | References: <2@x> <1@x>"}, "[0 1]"},
		{"empty ids", []string{"a > b | Message-ID: <> | In-Reply-To: <>", "b > a | Message-ID: | References: <> <>"}, "[0] [1]"},
		{"nothing to read", []string{"", "", "missing", "missing2", "a > b | Subject: x"}, "[0] [1] [2] [3] [4]"},
		{"a bounce of a mail", []string{"a > b | Message-ID: <1@x>", "MAILER-DAEMON > a | In-Reply-To: <1@x> | Auto-Submitted: auto-replied"}, "[0 1]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			var in, want strings.Builder
			for i, m := range c.mails {
				file := filepath.Join(dir, fmt.Sprint(i))
				if !strings.HasPrefix(m, "missing") {
					if err := os.WriteFile(file, []byte(pileMail(m)), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				fmt.Fprintln(&in, file)
			}
			var out bytes.Buffer
			if err := mailThread(strings.NewReader(in.String()), &out); err != nil {
				t.Fatal(err)
			}
			var threads [][]string
			if err := json.Unmarshal(out.Bytes(), &threads); err != nil {
				t.Fatal(err)
			}
			for _, thread := range threads {
				for i := range thread {
					thread[i] = filepath.Base(thread[i])
				}
				fmt.Fprint(&want, thread, " ")
			}
			if got := strings.TrimSpace(want.String()); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// pileMail writes out a mail of the table.
func pileMail(s string) string {
	if s == "" {
		return ""
	}
	s, crlf := strings.CutPrefix(s, "CRLF ")
	people, head, _ := strings.Cut(s, " | ")
	from, to, _ := strings.Cut(people, " > ")
	raw := fmt.Sprintf("From: %s@x.test\nTo: %s@x.test\n", from, strings.ReplaceAll(to, ", ", "@x.test, "))
	if head != "" {
		raw += strings.ReplaceAll(head, " | ", "\n") + "\n"
	}
	raw += "\nbody\n"
	if crlf {
		raw = strings.ReplaceAll(raw, "\n", "\r\n")
	}
	return raw
}
