package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestMailCommands answer each line by one line, in order, whatever it holds
// (SAFE-04, SAFE-10).
func TestMailCommands(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "a mail.eml")
	raw := "From: a@example.org\nMessage-ID: <1@x>\nSubject: <&>\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\n" +
		"Content-Disposition: attachment; filename=a.txt\n\nabc\n--b--\n"
	if err := os.WriteFile(file, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	long, err := json.Marshal(map[string]string{"text": strings.Repeat("word ", 1<<20), "html": strings.Repeat("<p>x", 1<<18)})
	if err != nil {
		t.Fatal(err)
	}
	const sum = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	for _, c := range []struct {
		name string
		run  func(in *strings.Reader, out *bytes.Buffer) error
		in   string
		want []string // beginnings of the answers
	}{
		{"parse", func(in *strings.Reader, out *bytes.Buffer) error { return mailParse(in, out) }, file + "\r\n/nonexistent\n\n" + dir + "\n\xff\x00\n" + file, []string{
			`{"messageId":"1@x","subject":"<&>","from":["a@example.org"],"text":"Hi","html":"","attachments":[{"name":"a.txt","size":3,"sha256":"` + sum + `"}],"auto":null,"defects":[]}`,
			`{"messageId":"","subject":"","from":[],"text":"","html":"","attachments":[],"auto":null,"defects":["unreadable"]}`,
			`{"messageId":""`, `{"messageId":""`, `{"messageId":""`, `{"messageId":"1@x"`,
		}},
		{"strip", func(in *strings.Reader, out *bytes.Buffer) error { return mailStrip(in, out) },
			`{"text":"<Hi>\n\n> old"}` + "\nnonsense\n{}\n{\"text\":7}\n{\"text\":null}\n{\"text\":\"\\ud800\"}\n" + string(long) + "\n" + `{"text":""}`,
			[]string{`{"reply":"<Hi>"}`, `{"error":`, `{"error":`, `{"error":`, `{"error":`, `{"reply":"`, `{"reply":"word word`, `{"reply":""}`}},
		{"sanitize", func(in *strings.Reader, out *bytes.Buffer) error { return mailSanitize(in, out) },
			`{"html":"<b onclick=x>&lt;</b><script>1</script>"}` + "\n[]\n" + string(long) + "\n",
			[]string{`{"html":"<b>&lt;</b>"}`, `{"error":`, `{"html":"<p>x`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			if err := c.run(strings.NewReader(c.in), &out); err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
			if len(lines) != len(c.want) {
				t.Fatalf("%d answers, want %d", len(lines), len(c.want))
			}
			for i, line := range lines {
				if !strings.HasPrefix(line, c.want[i]) || !json.Valid([]byte(line)) || !utf8.ValidString(line) {
					t.Errorf("answer %d is %.200s, want %s", i, line, c.want[i])
				}
			}
		})
	}
}
