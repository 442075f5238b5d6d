package email

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// EMAIL-24: the dialects of mbox, and going on from any mail.
func TestMbox(t *testing.T) {
	t.Parallel()
	const sep = "From jane@customer.test Sun Nov 22 08:00:00 2026\n"
	const long = "Subject: b\nContent-Length: 50\n\nFrom bob@x.test Sun Nov 22 08:00:00 2026\n>From me\n"
	tests := []struct {
		name, file string
		want       []string
	}{
		{"plain", sep + "Subject: a\n\none\n\n" + sep + "Subject: b\n\ntwo\n", []string{"Subject: a\n\none\n", "Subject: b\n\ntwo\n"}},
		{"quoted", sep + "Subject: a\n\n>From here\n>>From there\n> From\n\n", []string{"Subject: a\n\nFrom here\n>From there\n> From\n"}},
		{"not a separator", sep + "Subject: a\n\nDear,\n\nFrom now on we meet at noon.\n", []string{"Subject: a\n\nDear,\n\nFrom now on we meet at noon.\n"}},
		{"no empty line before", sep + "Subject: a\n\nlog:\n" + sep + "end\n", []string{"Subject: a\n\nlog:\n" + sep + "end\n"}},
		{"length tells", sep + long + "\n" + sep + "Subject: c\n\n3\n", []string{long, "Subject: c\n\n3\n"}},
		{"length lies", sep + "Subject: a\nContent-Length: 5\n\nlonger than that\n\n" + sep + "\nx\n", []string{"Subject: a\nContent-Length: 5\n\nlonger than that\n", "\nx\n"}},
		{"CR LF", strings.ReplaceAll(sep+"Subject: a\n\none\n\n"+sep+"Subject: b\n\n2\n", "\n", "\r\n"), []string{"Subject: a\r\n\r\none\r\n", "Subject: b\r\n\r\n2\r\n"}},
		{"Thunderbird and Takeout", "From - Sun Nov 22 08:00:00 2026\nA: b\n\n1\n\nFrom 17@xxx Sun Nov 22 08:00:00 +0000 2026\nA: c\n\n2\n", []string{"A: b\n\n1\n", "A: c\n\n2\n"}},
		{"header only", sep + "Subject: a\n" + sep + "Subject: b\n", []string{"Subject: a\n", "Subject: b\n"}},
		{"no separator", "Subject: a\n\none\n", []string{"Subject: a\n\none\n"}},
		{"long line", sep + "A: b\n\n" + strings.Repeat("x", 200_000) + "\n", []string{"A: b\n\n" + strings.Repeat("x", 200_000) + "\n"}},
		{"empty", "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []Raw
			for raw, err := range Mbox(strings.NewReader(tt.file), 0, 1<<20) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, raw)
			}
			if len(got) != len(tt.want) {
				t.Fatalf("got %d mails, want %d: %+v", len(got), len(tt.want), got)
			}
			for i, want := range tt.want {
				if string(got[i].Data) != want {
					t.Errorf("mail %d: got %q, want %q", i, got[i].Data, want)
				}
				for raw := range Mbox(strings.NewReader(tt.file), got[i].Offset, 1<<20) {
					if string(raw.Data) != want {
						t.Errorf("from offset %d: got %q", got[i].Offset, raw.Data)
					}
					break
				}
				for raw := range Mbox(strings.NewReader(tt.file), got[i].Next, 1<<20) {
					if i+1 == len(got) || raw.Offset != got[i+1].Offset {
						t.Errorf("mail %d: went on at %d", i, raw.Offset)
					}
					break
				}
			}
			if len(got) > 0 && strings.HasPrefix(tt.file, "From ") && !got[0].At.Equal(time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)) {
				t.Errorf("at %v", got[0].At)
			}
		})
	}
}

// ATK-07: a mail beyond the limit is told and skipped.
func TestMbox_tooLarge(t *testing.T) {
	t.Parallel()
	sep := "From jane@customer.test Sun Nov 22 08:00:00 2026\n"
	file := sep + "A: b\n\n" + strings.Repeat("text\n", 1000) + "\n" + sep + "A: c\n\nsmall\n"
	var got []string
	for raw, err := range Mbox(strings.NewReader(file), 0, 1000) {
		got = append(got, fmt.Sprint(len(raw.Data), errors.Is(err, ErrTooLarge)))
	}
	if strings.Join(got, ", ") != "0 true, 12 false" {
		t.Errorf("got %q", got)
	}
}

// EMAIL-24, ATK-31: all folders and flags, and nothing from outside.
func TestMaildir(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	secret := filepath.Join(t.TempDir(), "secret")
	files := map[string]string{
		filepath.Join(dir, "cur", "1001.a:2,RS"):            letter("one"),
		filepath.Join(dir, "new", "1000.b"):                 letter("zero"),
		filepath.Join(dir, ".Sent Items", "cur", "5.c:2,S"): letter("sent"),
		filepath.Join(dir, "tmp", "7.d"):                    letter("unfinished"),
		filepath.Join(dir, "cur", "2000.big"):               strings.Repeat("x", 2000),
		secret:                                              letter("secret"),
	}
	for name, data := range files {
		os.MkdirAll(filepath.Dir(name), 0o755)
		if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(secret, filepath.Join(dir, "cur", "3000.link")); err != nil {
		t.Fatal(err)
	}
	var got []string
	for raw, err := range Maildir(dir, 1000) {
		if err != nil {
			got = append(got, raw.Name+" fails")
			continue
		}
		in := raw.Inbound(account(1, "support@example.test"), "maildir", uint32(len(got)+1))
		got = append(got, fmt.Sprint(in.Source.Folder, " ", in.Subject, " ", raw.Flags, " ", in.Ours, in.Silent))
	}
	want := "maildir zero  false true|maildir one RS false true|cur/2000.big fails|cur/3000.link fails|maildir:Sent Items sent S true true"
	if strings.Join(got, "|") != want {
		t.Errorf("got %q\nwant %q", strings.Join(got, "|"), want)
	}
}
