package sheet

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"parley/internal/parley"
)

const (
	peeked  = 64 << 10
	maxLine = 1 << 20 // bytes of a line, and of a row with its line breaks
)

// The encodings of a file.
const (
	UTF8        = "utf-8"
	UTF16       = "utf-16"
	Windows1252 = "windows-1252"
	Mixed       = "mixed" // lines of UTF-8 and of Windows-1252
)

// text reads lines of a file as UTF-8, whatever each is written in.
type text struct {
	in    *bufio.Reader
	utf16 bool
	end   byte // of a line: LF, or CR where there is no LF
}

func newText(r io.Reader) (*text, error) {
	in := bufio.NewReaderSize(r, peeked)
	head, err := in.Peek(peeked)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	t := &text{in: in, end: '\n'}
	if order := order16(head); order != nil {
		t.utf16 = true
		t.in = bufio.NewReaderSize(&wide{in: in, order: order}, peeked)
		if head, err = t.in.Peek(peeked); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	if bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")) {
		t.in.Discard(3)
		head = head[3:]
	}
	if err := checkText(head); err != nil {
		return nil, err
	}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		t.end = '\r'
	}
	return t, nil
}

// order16 is the byte order of UTF-16, told by its mark or by where the zeros
// of its letters stand; nil for other files.
func order16(head []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return binary.LittleEndian
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return binary.BigEndian
	}
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	many := len(head) / 5
	switch {
	case many > 0 && zeros[1] > many && zeros[0] == 0:
		return binary.LittleEndian
	case many > 0 && zeros[0] > many && zeros[1] == 0:
		return binary.BigEndian
	}
	return nil
}

func checkText(head []byte) error {
	if len(bytes.TrimSpace(head)) == 0 {
		return refuse("EMPTY_FILE", "the file is empty")
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")) {
		return refuse("SPREADSHEET", "this is a workbook: save it as CSV first")
	}
	controls := 0
	for _, b := range head {
		if b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' || b == 0x7F {
			controls++
		}
	}
	if controls*100 > len(head) {
		return refuse("NOT_TEXT", "this file is not text")
	}
	return nil
}

func refuse(code, message string) error {
	return &parley.Error{Kind: parley.Invalid, Field: "file", Code: code, Message: message}
}

// line returns the next one without its end. Of one that is too long it
// returns the beginning. Latin says that it was no UTF-8.
func (t *text) line() (s string, long, latin bool, err error) {
	var buf []byte
	for {
		part, err := t.in.ReadSlice(t.end)
		if len(buf) <= maxLine {
			buf = append(buf, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && (!errors.Is(err, io.EOF) || len(buf) == 0) {
			return "", false, false, err
		}
		break
	}
	buf = bytes.TrimSuffix(bytes.TrimSuffix(buf, []byte{t.end}), []byte("\r"))
	if len(buf) > maxLine {
		return strings.ToValidUTF8(string(buf[:1000]), ""), true, false, nil
	}
	if !utf8.Valid(buf) {
		return fromWindows(buf), false, true, nil
	}
	return string(buf), false, false, nil
}

// windows are the letters that Windows-1252 has from 0x80 to 0x9F, by the index
// of the WHATWG Encoding Standard; elsewhere a byte is its own number.
var windows = [32]rune{'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F, 0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ'}

func fromWindows(line []byte) string {
	var b strings.Builder
	for _, c := range line {
		if c >= 0x80 && c < 0xA0 {
			b.WriteRune(windows[c-0x80])
		} else {
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

// wide reads UTF-16 as UTF-8.
type wide struct {
	in    io.Reader
	order binary.ByteOrder
	half  []byte // bytes and units that wait for their second part
	out   []byte
	units []uint16
}

// Read implements io.Reader.
func (w *wide) Read(p []byte) (int, error) {
	for len(w.out) == 0 {
		buf := make([]byte, 8<<10)
		n := copy(buf, w.half)
		got, err := w.in.Read(buf[n:])
		buf, w.half = buf[:n+got], nil
		if len(buf)%2 == 1 {
			w.half, buf = []byte{buf[len(buf)-1]}, buf[:len(buf)-1]
		}
		w.take(buf, err != nil)
		if err != nil && len(w.out) == 0 {
			return 0, err
		}
	}
	n := copy(p, w.out)
	w.out = w.out[n:]
	return n, nil
}

func (w *wide) take(buf []byte, last bool) {
	for i := 0; i+1 < len(buf); i += 2 {
		w.units = append(w.units, w.order.Uint16(buf[i:]))
	}
	n := len(w.units)
	if n > 0 && !last && utf16.IsSurrogate(rune(w.units[n-1])) && w.units[n-1] < 0xDC00 {
		n-- // the other half comes with the next bytes
	}
	for _, r := range utf16.Decode(w.units[:n]) {
		w.out = utf8.AppendRune(w.out, r)
	}
	w.units = append(w.units[:0], w.units[n:]...)
}
