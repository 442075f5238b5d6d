package mail

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// Outlook wraps messages in TNEF, known as winmail.dat (MS-OXTNEF). What we
// read of it: the plain, HTML or RTF body and the files with their long names.
type tnef struct {
	text, html string
	files      []Attachment
}

const (
	tnefSignature      = 0x223e9f78
	tnefMessageProps   = 0x00069003
	tnefBody           = 0x0002800c
	tnefAttachRendData = 0x00069002
	tnefAttachTitle    = 0x00018010
	tnefAttachData     = 0x0006800f
	tnefAttachProps    = 0x00069005
	tnefOEMCodepage    = 0x00069007
)

// MAPI property identifiers (MS-OXPROPS).
const (
	mapiBody           = 0x1000
	mapiHTML           = 0x1013
	mapiRTF            = 0x1009
	mapiAttachData     = 0x3701
	mapiAttachLongName = 0x3707
	mapiAttachName     = 0x3704
	mapiAttachMIME     = 0x370e
	mapiAttachCID      = 0x3712
	mapiDisplayName    = 0x3001
)

// parseTNEF reports false if b is no TNEF or holds nothing we can show.
func parseTNEF(b []byte) (tnef, bool) {
	var t tnef
	if len(b) < 6 || binary.LittleEndian.Uint32(b) != tnefSignature {
		return t, false
	}
	codepage := "windows-1252"
	b = b[6:]
	for len(b) >= 11 {
		id := binary.LittleEndian.Uint32(b[1:])
		size := int(binary.LittleEndian.Uint32(b[5:]))
		if size < 0 || size > len(b)-9 {
			break
		}
		data := b[9 : 9+size]
		b = b[min(9+size+2, len(b)):]
		switch id {
		case tnefOEMCodepage:
			if len(data) >= 4 {
				codepage = codepageName(binary.LittleEndian.Uint32(data))
			}
		case tnefBody:
			t.text = tnefString(data, codepage)
		case tnefMessageProps:
			t.readMessage(data, codepage)
		case tnefAttachRendData:
			t.files = append(t.files, Attachment{ContentType: "application/octet-stream"})
		default:
			if len(t.files) > 0 {
				t.files[len(t.files)-1].readTNEF(id, data, codepage)
			}
		}
	}
	files := t.files[:0]
	for _, f := range t.files {
		if f.Data != nil {
			f.Name = attachmentName(f.Name, f.ContentType)
			files = append(files, f)
		}
	}
	t.files = files
	return t, t.text != "" || t.html != "" || len(t.files) > 0
}

func (t *tnef) readMessage(data []byte, codepage string) {
	rtf := []byte(nil)
	for _, p := range mapiProps(data) {
		switch p.id {
		case mapiRTF:
			rtf = p.value
		case mapiBody:
			t.text = p.text(codepage)
		case mapiHTML:
			t.html = p.text(codepage)
		}
	}
	if t.text == "" && t.html == "" && rtf != nil {
		t.text, t.html = readRTF(expandRTF(rtf))
	}
}

func (a *Attachment) readTNEF(id uint32, data []byte, codepage string) {
	switch id {
	case tnefAttachTitle:
		if a.Name == "" {
			a.Name = tnefString(data, codepage)
		}
	case tnefAttachData:
		a.Data = data
	case tnefAttachProps:
		for _, p := range mapiProps(data) {
			switch p.id {
			case mapiAttachLongName:
				a.Name = p.text(codepage)
			case mapiAttachName, mapiDisplayName:
				if a.Name == "" {
					a.Name = p.text(codepage)
				}
			case mapiAttachMIME:
				a.ContentType = strings.ToLower(p.text(codepage))
			case mapiAttachCID:
				a.ContentID = p.text(codepage)
			case mapiAttachData:
				if a.Data == nil {
					a.Data = p.value
				}
			}
		}
	}
}

type mapiProp struct {
	id, kind uint16
	value    []byte
}

func (p mapiProp) text(codepage string) string {
	if p.kind == 0x1f { // PtypString, UTF-16LE
		units := make([]uint16, len(p.value)/2)
		for i := range units {
			units[i] = binary.LittleEndian.Uint16(p.value[2*i:])
		}
		return strings.TrimRight(string(utf16.Decode(units)), "\x00")
	}
	return tnefString(p.value, codepage)
}

func tnefString(b []byte, codepage string) string {
	text, _ := decodeCharset([]byte(strings.TrimRight(string(b), "\x00")), codepage)
	return text
}

func codepageName(n uint32) string {
	switch n {
	case 932:
		return "shift_jis"
	case 936:
		return "gb18030"
	case 949:
		return "euc-kr"
	case 950:
		return "big5"
	case 65001:
		return "utf-8"
	case 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258:
		return "windows-125" + string(rune('0'+n%10))
	}
	return "windows-1252"
}

// mapiProps reads a property list (MS-OXTNEF section 2.1.3.4) as far as it is
// sound. Of a property with several values the first is kept.
func mapiProps(b []byte) []mapiProp {
	r := tnefReader{b: b}
	count := r.uint32()
	var props []mapiProp
	for i := uint32(0); i < count && !r.bad; i++ {
		kind, id := r.uint16(), r.uint16()
		if id >= 0x8000 { // named property: a GUID, then a number or a name
			r.take(16)
			if r.uint32() == 0 {
				r.take(4)
			} else {
				r.padded(int(r.uint32()))
			}
		}
		values := uint32(1)
		base := kind &^ 0x1000
		variable := base == 0x1e || base == 0x1f || base == 0x102 || base == 0x0d
		if kind&0x1000 != 0 || variable {
			values = r.uint32()
		}
		for j := uint32(0); j < values && !r.bad; j++ {
			var v []byte
			if variable {
				v = r.padded(int(r.uint32()))
				if base == 0x0d && len(v) >= 16 { // an object begins with the GUID of its interface
					v = v[16:]
				}
			} else {
				v = r.take(fixedSize(base))
			}
			if j == 0 && !r.bad {
				props = append(props, mapiProp{id, base, v})
			}
		}
	}
	return props
}

func fixedSize(kind uint16) int {
	switch kind {
	case 0x05, 0x06, 0x07, 0x14, 0x40:
		return 8
	case 0x48:
		return 16
	}
	return 4
}

// tnefReader reads little-endian values and turns bad at the first that is not
// there.
type tnefReader struct {
	b   []byte
	bad bool
}

func (r *tnefReader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	v := r.b[:n]
	r.b = r.b[n:]
	return v
}

func (r *tnefReader) padded(n int) []byte {
	v := r.take(n)
	if pad := (4 - n%4) % 4; !r.bad && pad > 0 {
		r.take(min(pad, len(r.b)))
	}
	return v
}

func (r *tnefReader) uint16() uint16 {
	if v := r.take(2); v != nil {
		return binary.LittleEndian.Uint16(v)
	}
	return 0
}

func (r *tnefReader) uint32() uint32 {
	if v := r.take(4); v != nil {
		return binary.LittleEndian.Uint32(v)
	}
	return 0
}
