package mail

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
)

// rtfDictionary stands before the first byte of compressed RTF (MS-OXRTFCP
// section 2.1.2.1).
const rtfDictionary = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// maxRTF bounds what compressed RTF may grow to.
const maxRTF = 8 << 20

// expandRTF undoes Outlook's compression of RTF (MS-OXRTFCP). What is cut off
// is read as far as it goes.
func expandRTF(b []byte) []byte {
	if len(b) < 16 {
		return nil
	}
	size := int(binary.LittleEndian.Uint32(b[4:]))
	if size < 0 || size > maxRTF {
		return nil
	}
	kind, b := string(b[8:12]), b[16:]
	switch kind {
	case "MELA":
		return b[:min(size, len(b))]
	case "LZFu":
		return expandLZFu(b, size)
	}
	return nil
}

// expandLZFu reads runs of eight literals or references, each after a byte of
// flags; a reference is 12 bits of place in a ring of 4096 and 4 bits of length.
func expandLZFu(b []byte, size int) []byte {
	ring := [4096]byte{}
	at := copy(ring[:], rtfDictionary)
	out := make([]byte, 0, min(size, 16*len(b)))
	put := func(c byte) {
		ring[at%4096] = c
		at++
		out = append(out, c)
	}
	for len(b) > 0 && len(out) < size {
		flags := b[0]
		b = b[1:]
		for bit := 0; bit < 8 && len(out) < size; bit++ {
			if flags>>bit&1 == 0 {
				if len(b) == 0 {
					return out
				}
				put(b[0])
				b = b[1:]
				continue
			}
			if len(b) < 2 {
				return out
			}
			token := int(b[0])<<8 | int(b[1])
			b = b[2:]
			from := token >> 4
			if from == at%4096 {
				return out
			}
			for i := range token&15 + 2 {
				put(ring[(from+i)%4096])
			}
		}
	}
	return out
}

// rtfReader walks through RTF and keeps what a person reads of it. RTF made
// from HTML holds the HTML's own tags (MS-OXRTFEX).
type rtfReader struct {
	out      strings.Builder
	bytes    []byte // of the code page, not yet decoded
	codepage string
	html     bool
	group    rtfGroup
	outer    []rtfGroup
	skip     int // characters that stand for a \u in older programs
}

// rtfGroup is what ends with its brace.
type rtfGroup struct {
	hidden  bool // a destination that is not text
	tag     bool // an \*\htmltag, whose text is HTML
	htmlrtf bool // only for readers that know no HTML
	star    bool // \* was read: an unknown word hides the group
	uc      int
}

var rtfHidden = map[string]bool{"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "header": true, "footer": true,
	"object": true, "themedata": true, "datastore": true, "listtable": true, "listoverridetable": true, "rsidtbl": true, "generator": true, "latentstyles": true, "xmlnstbl": true, "mhtmltag": true, "pntext": true}

// readRTF returns the text of RTF, or the HTML that it was made from.
func readRTF(b []byte) (text, html string) {
	if !bytes.HasPrefix(b, []byte("{\\rtf")) {
		return "", ""
	}
	r := rtfReader{codepage: "windows-1252", group: rtfGroup{uc: 1}}
	for len(b) > 0 {
		b = r.next(b)
	}
	r.flush()
	if r.html {
		return "", r.out.String()
	}
	return strings.TrimSpace(r.out.String()), ""
}

func (r *rtfReader) next(b []byte) []byte {
	switch b[0] {
	case '{':
		r.flush()
		if len(r.outer) < 1000 {
			r.outer = append(r.outer, r.group)
		}
		r.group.star = false
		return b[1:]
	case '}':
		r.flush()
		if n := len(r.outer); n > 0 {
			r.group, r.outer = r.outer[n-1], r.outer[:n-1]
		}
		return b[1:]
	case '\\':
		return r.control(b[1:])
	case '\r', '\n':
		return b[1:]
	}
	r.char(b[0])
	return b[1:]
}

// control reads what follows a backslash: a sign, a byte in hex or a word with
// a number.
func (r *rtfReader) control(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	if c := b[0]; c == '\'' && len(b) >= 3 {
		if n, err := strconv.ParseUint(string(b[1:3]), 16, 8); err == nil {
			r.char(byte(n))
		}
		return b[3:]
	} else if c < 'a' || c > 'z' {
		r.sign(c)
		return b[1:]
	}
	i := 0
	for i < len(b) && b[i] >= 'a' && b[i] <= 'z' {
		i++
	}
	word := string(b[:i])
	b = b[i:]
	i = 0
	for i < len(b) && (b[i] >= '0' && b[i] <= '9' || i == 0 && b[i] == '-') {
		i++
	}
	number, has := 0, i > 0
	if has {
		number, _ = strconv.Atoi(string(b[:i]))
	}
	b = b[i:]
	if len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	if word == "bin" && number > 0 {
		return b[min(number, len(b)):]
	}
	r.word(word, number, has)
	return b
}

func (r *rtfReader) sign(c byte) {
	switch c {
	case '*':
		r.group.star = true
	case '\\', '{', '}':
		r.char(c)
	case '~':
		r.put("\u00a0")
	case '_':
		r.put("-")
	}
}

func (r *rtfReader) word(word string, n int, has bool) {
	star := r.group.star
	r.group.star = false
	switch word {
	case "fromhtml":
		r.html = true
	case "htmltag":
		r.group.tag, r.group.hidden = true, false
	case "htmlrtf":
		r.flush()
		r.group.htmlrtf = !has || n != 0
	case "ansicpg":
		r.codepage = codepageName(uint32(n))
	case "uc":
		r.group.uc = n
	case "u":
		if n < 0 {
			n += 1 << 16
		}
		r.put(string(rune(n)))
		r.skip = r.group.uc
	case "par", "line", "row", "sect", "page":
		r.put("\n")
	case "tab", "cell":
		r.put("\t")
	case "emdash":
		r.put("—")
	case "endash":
		r.put("–")
	case "bullet":
		r.put("•")
	case "lquote":
		r.put("‘")
	case "rquote":
		r.put("’")
	case "ldblquote":
		r.put("“")
	case "rdblquote":
		r.put("”")
	default:
		if star || rtfHidden[word] {
			r.group.hidden = true
		}
	}
}

func (r *rtfReader) char(c byte) {
	if r.skip > 0 {
		r.skip--
	} else if r.shown() {
		r.bytes = append(r.bytes, c)
	}
}

func (r *rtfReader) put(text string) {
	if r.flush(); r.shown() {
		r.out.WriteString(text)
	}
}

func (r *rtfReader) shown() bool {
	return !r.group.hidden && !(r.html && r.group.htmlrtf && !r.group.tag)
}

// flush decodes what was gathered: a character may take two bytes.
func (r *rtfReader) flush() {
	if len(r.bytes) == 0 {
		return
	}
	text, _ := decodeCharset(r.bytes, r.codepage)
	r.out.WriteString(text)
	r.bytes = r.bytes[:0]
}
