package paper

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-pdf/fpdf"
)

// droid is the font of what the others lack: see droid/README.md.
//
//go:embed droid/DroidSansFallback.ttf
var droid []byte

// cjk reports whether r is written with the font of Chinese, Japanese and Korean.
func cjk(r rune) bool {
	return r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF || // punctuation and full width
		r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo)
}

func hasCJK(s string) bool { return strings.ContainsFunc(s, cjk) }

// maxPiece is how many characters the writer breaks into lines at once: its
// effort grows with their square.
const maxPiece = 120

// piece is a stretch of text in one font.
type piece struct {
	text string
	cjk  bool
}

// pieces cuts a text where the font changes, and what the writer breaks into
// lines also between words.
func pieces(s string) (list []piece) {
	start, n, wide := 0, 0, false
	cut := func(i int) {
		if i > start {
			list = append(list, piece{s[start:i], wide})
		}
		start, n = i, 0
	}
	after := ' ' // the character before r
	for i, r := range s {
		turn := cjk(r) != wide && !unicode.IsSpace(r)
		if turn || !wide && (n >= maxPiece && unicode.IsSpace(after) || n >= 4*maxPiece) {
			cut(i)
		}
		if turn {
			wide = !wide
		}
		after = r
		n++
	}
	cut(len(s))
	return list
}

// fill draws text of scripts without spaces from where the writer stands, and
// breaks lines between any two characters.
func fill(doc *fpdf.Fpdf, height float64, s string) {
	width, _ := doc.GetPageSize()
	for s != "" {
		n, w := fit(doc, s, width-margin-doc.GetX()-2*doc.GetCellMargin())
		if n == 0 && s[0] != '\n' && doc.GetX() <= margin {
			_, n = utf8.DecodeRuneInString(s)
		}
		if n > 0 {
			doc.CellFormat(w, height, s[:n], "", 0, "", false, 0, "")
		}
		if s = s[n:]; s != "" {
			doc.Ln(height)
			s = strings.TrimPrefix(s, "\n")
		}
	}
}

// fit returns how many bytes of the first line of s go into a width, and how
// wide they are.
func fit(doc *fpdf.Fpdf, s string, width float64) (n int, w float64) {
	for i, r := range s {
		next := doc.GetStringWidth(string(r))
		if r == '\n' || w+next > width {
			return i, w
		}
		w += next
	}
	return len(s), w
}
