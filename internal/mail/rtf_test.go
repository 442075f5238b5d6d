package mail

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"
)

// The example of MS-OXRTFCP section 4.1.1.
const compressedHello = "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"

// SAFE-04: a winmail.dat whose only body is compressed RTF still shows its
// words, or the HTML that Outlook made the RTF from.
func TestTNEF_compressedRTF(t *testing.T) {
	t.Parallel()
	packed, err := hex.DecodeString(compressedHello)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(expandRTF(packed)); got != "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n" {
		t.Fatalf("expanded to %q", got)
	}
	for n := range packed { // cut off anywhere
		expandRTF(packed[:n])
	}
	html := `{\rtf1\ansi\ansicpg1251\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}{\*\generator Riched20;}` +
		`{\*\htmltag18 <html>}{\*\htmltag50 <body>}\htmlrtf {\htmlrtf0 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Caf\u233\'e9 \'cf\'f0\'e8\'e2\'e5\'f2 \{1\}\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag58 </body>}}`
	for _, c := range []struct{ rtf, text, html string }{
		{string(expandRTF(packed)), "hello world", ""},
		{html, "", "<html><body><p>Café Привет {1}</p></body>"},
		{`{\rtf1\ansi{\info{\title no}}{\*\unknown no}One\par Two\tab\ldblquote 3\rdblquote\'96{\pict\bin4 }{{}}yes}`, "One\nTwo\t“3”–yes", ""},
		{"no rtf", "", ""},
	} {
		text, html := readRTF([]byte(c.rtf))
		if text != c.text || html != c.html {
			t.Errorf("%q: got %q and %q", c.rtf, text, html)
		}
	}
	got, ok := parseTNEF(winmail(packed))
	if !ok || got.text != "hello world" {
		t.Errorf("winmail.dat: %+v, %v", got, ok)
	}
}

// winmail wraps compressed RTF as the body of a TNEF message.
func winmail(rtf []byte) []byte {
	le := binary.LittleEndian
	props := le.AppendUint32(nil, 1)
	props = le.AppendUint32(props, mapiRTF<<16|0x102)
	props = le.AppendUint32(props, 1)
	props = le.AppendUint32(props, uint32(len(rtf)))
	props = append(props, rtf...)
	props = append(props, strings.Repeat("\x00", (4-len(rtf)%4)%4)...)
	out := le.AppendUint32(nil, tnefSignature)
	out = append(out, 0, 0, 1)
	out = le.AppendUint32(out, tnefMessageProps)
	out = le.AppendUint32(out, uint32(len(props)))
	out = append(out, props...)
	return append(out, 0, 0)
}

// SAFE-10.
func FuzzRTF(f *testing.F) {
	packed, _ := hex.DecodeString(compressedHello)
	f.Add(packed)
	f.Add([]byte(`{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}\u8364 ?\'e9}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		readRTF(expandRTF(b))
		readRTF(b)
	})
}
