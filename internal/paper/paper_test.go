package paper_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"time"

	"parley/internal/paper"
)

// AUTO-12, ATK-30: a conversation comes out as a PDF with its words, whatever
// they are.
func TestPDF(t *testing.T) {
	t.Parallel()
	data, err := paper.PDF("Ångström <script> 🙏", time.Unix(0, 0), []paper.Entry{
		{Who: "Léa Moreau", When: "2026-05-01", Text: "Bonjour à tous,\nŁódź, Ελλάδα, Привет.\x00\x1b", Files: []string{"file:///etc/passwd"}},
		{Who: "", Text: strings.Repeat("long ", 20_000)},
	})
	if err != nil || !bytes.HasPrefix(data, []byte("%PDF-")) {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	if text := wordsOf(t, data); text != "" && (!strings.Contains(text, "Łódź") || strings.Contains(text, "root:")) {
		t.Error("the words are not there")
	}
}

// AUTO-12: Chinese, Japanese and Korean are drawn, mixed with other scripts, and
// a long text without a space is broken into lines within the page.
func TestPDF_cjk(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("這是一封很長的信。", 4000)
	data, err := paper.PDF("注文 42 について", time.Unix(0, 0), []paper.Entry{
		{Who: "王小明 (Wang)", When: "2026-05-01", Text: "您好，订单 A-17 还没到。\nありがとう、Léa！ 감사합니다.", Files: []string{"领收书.pdf"}},
		{Who: "Long", Text: long},
	})
	if err != nil || len(data) > 2<<20 {
		t.Fatalf("%d bytes, %v", len(data), err)
	}
	text := wordsOf(t, data)
	if text == "" {
		return
	}
	for _, want := range []string{"注文 42 について", "王小明 (Wang)", "您好，订单 A-17 还没到。", "ありがとう、Léa！ 감사합니다.", "领收书.pdf"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not there", want)
		}
	}
	if got := strings.Count(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\f' {
			return -1
		}
		return r
	}, text), "這是一封很長的信。"); got != 4000 {
		t.Errorf("%d of 4000 sentences are there", got)
	}
}

// wordsOf returns the text of a PDF; "" where the tool that reads it is missing.
func wordsOf(t *testing.T, data []byte) string {
	t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		return ""
	}
	cmd := exec.Command(tool, "-", "-")
	cmd.Stdin = bytes.NewReader(data)
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
