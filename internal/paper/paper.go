// Package paper writes a conversation as a PDF. It is given text and draws
// text: it reads no file, calls no address and knows no markup, so nothing in a
// message can make it do so (ATK-30).
package paper

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"github.com/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
)

// Entry is one message on paper.
type Entry struct {
	Who   string
	When  string
	Text  string
	Files []string // names only
}

const (
	margin   = 20.0 // millimetres
	maxRunes = 200_000
)

// PDF draws a title and entries on A4 pages. The fonts hold Latin, Greek and
// Cyrillic, Chinese, Japanese and Korean; what they lack is drawn as a box.
func PDF(title string, at time.Time, entries []Entry) ([]byte, error) {
	doc := fpdf.New("P", "mm", "A4", "")
	doc.SetCreationDate(at)
	doc.SetModificationDate(at)
	doc.AddUTF8FontFromBytes("go", "", goregular.TTF)
	doc.AddUTF8FontFromBytes("go", "B", gobold.TTF)
	if holdsCJK(title, entries) { // reading the font costs
		doc.AddUTF8FontFromBytes("cjk", "", droid)
	}
	doc.SetMargins(margin, margin, margin)
	doc.SetAutoPageBreak(true, margin)
	doc.SetTitle(printable(title), true)
	doc.AddPage()
	line(doc, "B", 15, 8, title)
	for _, e := range entries {
		doc.Ln(4)
		line(doc, "B", 10, 5, e.Who)
		line(doc, "", 8, 5, e.When)
		line(doc, "", 10, 5, e.Text)
		if len(e.Files) > 0 {
			line(doc, "", 8, 5, strings.Join(e.Files, ", "))
		}
	}
	var out bytes.Buffer
	err := doc.Output(&out)
	return out.Bytes(), err
}

func line(doc *fpdf.Fpdf, style string, size, height float64, text string) {
	if text = printable(text); text == "" {
		return
	}
	if !hasCJK(text) {
		doc.SetFont("go", style, size)
		doc.MultiCell(0, height, text, "", "L", false)
		return
	}
	for _, p := range pieces(text) {
		if p.cjk {
			doc.SetFont("cjk", "", size)
			fill(doc, height, p.text)
		} else {
			doc.SetFont("go", style, size)
			doc.Write(height, p.text)
		}
	}
	doc.Ln(height)
}

func holdsCJK(title string, entries []Entry) bool {
	return hasCJK(title) || slices.ContainsFunc(entries, func(e Entry) bool { return hasCJK(e.Who + e.When + e.Text + strings.Join(e.Files, "")) })
}

// printable keeps what the writer can place: characters of the basic plane, no
// controls but line ends, and a bounded number of them.
func printable(s string) string {
	n := 0
	return strings.Map(func(r rune) rune {
		n++
		switch {
		case n > maxRunes, r < ' ' && r != '\n':
			return -1
		case r > 0xFFFF:
			return '□'
		}
		return r
	}, s)
}
