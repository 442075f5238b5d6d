package mail

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var update = flag.Bool("update", false, "rewrite golden files")

const corpus = "../../testdata/mail"

// golden is what a person checks by eye of a parsed mail.
type golden struct {
	MessageID, InReplyTo                      string   `json:",omitempty"`
	References                                []string `json:",omitempty"`
	Subject                                   string
	Date                                      string    `json:",omitempty"`
	From                                      []Address `json:",omitempty"`
	Sender, ReplyTo, To, Cc                   []Address `json:",omitempty"`
	ReturnPath, ListID                        string    `json:",omitempty"`
	Text, HTML                                string    `json:",omitempty"`
	Attachments                               []string  `json:",omitempty"`
	Auto                                      Auto      `json:",omitempty"`
	Recipients                                []BounceRecipient
	OriginalMessageID, Signed, Encrypted, TIx string   `json:",omitempty"`
	Defects                                   []string `json:",omitempty"`
}

func goldenOf(m *Message) golden {
	g := golden{
		MessageID: m.MessageID, InReplyTo: m.InReplyTo, References: m.References, Subject: m.Subject,
		From: m.From, Sender: m.Sender, ReplyTo: m.ReplyTo, To: m.To, Cc: m.Cc, ReturnPath: m.ReturnPath, ListID: m.ListID,
		Text: m.Text, HTML: m.HTML, Auto: m.Auto, Signed: m.Signed, Encrypted: m.Encrypted, TIx: fmt.Sprintf("%x", m.ThreadIndex), Defects: m.Defects,
	}
	if !m.Date.IsZero() {
		g.Date = m.Date.Format(time.RFC3339)
	}
	for _, a := range m.Attachments {
		g.Attachments = append(g.Attachments, fmt.Sprintf("%s | %s | cid=%s inline=%t missing=%t | %q", a.Name, a.ContentType, a.ContentID, a.Inline, a.Missing, a.Data))
	}
	if m.Bounce != nil {
		g.Recipients, g.OriginalMessageID = m.Bounce.Recipients, m.Bounce.OriginalMessageID
	}
	return g
}

// TestParse_corpus proves EMAIL-18 (bounces and automatic replies), ATK-02
// (attachment names) and SAFE-04 (nothing is unreadable) on mails that are each
// named after their trick.
func TestParse_corpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(corpus, "*.eml"))
	if err != nil || len(files) < 60 {
		t.Fatalf("corpus has %d mails: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".eml"), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var buf bytes.Buffer
			enc := json.NewEncoder(&buf)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", "  ")
			if err := enc.Encode(goldenOf(Parse(raw))); err != nil {
				t.Fatal(err)
			}
			compareGolden(t, strings.TrimSuffix(file, ".eml")+".json", buf.Bytes())
		})
	}
}

func compareGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got:\n%s\nwant:\n%s", filepath.Base(name), got, want)
	}
}

// TestParse_foreignCorpora reads mails of others, which scripts/corpora fetches
// into the folder PARLEY_CORPORA: each has a sender and none stops the parser
// (SAFE-04). CI must have them.
func TestParse_foreignCorpora(t *testing.T) {
	t.Parallel()
	root := os.Getenv("PARLEY_CORPORA")
	if root == "" && os.Getenv("CI") != "" {
		t.Fatal("PARLEY_CORPORA is not set: scripts/corpora fetches the mails")
	}
	if root == "" {
		t.Skip("PARLEY_CORPORA is not set: scripts/corpora fetches the mails")
	}
	read := 0
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !bytes.Contains(raw[:min(len(raw), 20000)], []byte("\nFrom:")) {
			return nil
		}
		read++
		if m := Parse(raw); len(m.From) == 0 {
			t.Errorf("%s: no sender", path)
		} else {
			checkSane(t, m)
		}
		return nil
	})
	if err != nil || read < 4000 {
		t.Fatalf("read %d mails: %v", read, err)
	}
	t.Logf("read %d mails", read)
}

// TestParse_bombs proves ATK-07: each limit has its defect and its bound, and
// what fits is kept.
func TestParse_bombs(t *testing.T) {
	t.Parallel()
	nested := strings.Builder{}
	for i := range 5000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	part := "--b\nContent-Type: text/plain\n\nx\n"
	for _, c := range []struct{ name, raw, defect string }{
		{"depth", "From: a@b\n" + nested.String() + "\nhi", DefectLimitDepth},
		{"parts", "From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat(part, 10000), DefectLimitParts},
		{"header bytes", "From: a@b\nX-A: " + strings.Repeat("a", 2<<20) + "\n\nhi", DefectLimitHeader},
		{"header count", "From: a@b\n" + strings.Repeat("X-A: b\n", 20000) + "\nhi", DefectLimitHeader},
		{"size", "From: a@b\n\n" + strings.Repeat("a", 3000), DefectLimitSize},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lim := Limits{}
			if c.name == "size" {
				lim.Bytes = 1000
			}
			m := ParseLimits([]byte(c.raw), lim)
			if !slices.Contains(m.Defects, c.defect) {
				t.Errorf("defects %v, want %s", m.Defects, c.defect)
			}
			if len(m.From) != 1 || c.name != "depth" && m.Text == "" {
				t.Errorf("lost what fits: from %v, text of %d bytes", m.From, len(m.Text))
			}
			if c.name == "size" && len(m.Text) > 1000 {
				t.Errorf("text of %d bytes", len(m.Text))
			}
		})
	}
}

// checkSane holds for whatever comes in.
func checkSane(t *testing.T, m *Message) {
	t.Helper()
	for name, s := range map[string]string{"text": m.Text, "html": m.HTML, "subject": m.Subject, "id": m.MessageID} {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Errorf("%s is not clean UTF-8: %q", name, s)
		}
	}
	if strings.ContainsAny(m.Subject, "\r\n") {
		t.Errorf("subject of several lines: %q", m.Subject)
	}
	for _, a := range m.Attachments {
		if a.Name == "" || a.Name[0] == '.' || len(a.Name) > 255 || strings.ContainsAny(a.Name, "/\\\x00\r\n") || a.Name != CleanName(a.Name) {
			t.Errorf("attachment name %q", a.Name)
		}
	}
	if (m.Auto == AutoBounce) != (m.Bounce != nil) {
		t.Errorf("auto %q with bounce %v", m.Auto, m.Bounce)
	}
}

// FuzzParse proves SAFE-10 for the mail parser and MIME headers.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(corpus, "*.eml"))
	for _, file := range files {
		if raw, err := os.ReadFile(file); err == nil {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := Parse(raw)
		checkSane(t, m)
		TextFromHTML(m.HTML)
		Strip(m.Text)
		visible, rest := StripHTML(m.HTML)
		if len(visible)+len(rest) != len(m.HTML) {
			t.Errorf("StripHTML of %d bytes gives %d and %d", len(m.HTML), len(visible), len(rest))
		}
		if ContentHash(raw) != ContentHash(append([]byte("Received: by x\n"), raw...)) && !mboxSeparator().Match(raw) && len(raw) > 0 && raw[0] > ' ' && raw[0] < 0x7f {
			t.Error("hash depends on the way the mail took")
		}
	})
}
