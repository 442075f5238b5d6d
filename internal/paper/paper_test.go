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
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		return // the words are checked where the tool is
	}
	cmd := exec.Command(tool, "-", "-")
	cmd.Stdin = bytes.NewReader(data)
	text, err := cmd.Output()
	if err != nil || !strings.Contains(string(text), "Łódź") || strings.Contains(string(text), "root:") {
		t.Errorf("the words are not there: %v", err)
	}
}
