package sheet_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"parley/internal/parley"
	"parley/internal/sheet"
)

func wide(s string, order binary.AppendByteOrder, mark bool) []byte {
	if mark {
		s = "\uFEFF" + s
	}
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

// What spreadsheet programs save and people send is read as they meant it,
// whatever its encoding and delimiter.
func TestLookAt(t *testing.T) {
	t.Parallel()
	plain := "Prénom;Ville\r\nAnnè;\"Saint-Malo; \"\"Rue\"\" 😀\"\r\n\r\nÉva;Œuf\r\n"
	latin := []byte("Pr\xE9nom;Ville\r\nAnn\xE8;x\r\n\xC9va;\x8Cuf\r\n")
	for name, tt := range map[string]struct {
		file     []byte
		encoding string
		comma    string
		rows     int64
		latin    int64
		last     string
	}{
		"utf-8":               {[]byte(plain), sheet.UTF8, ";", 2, 0, "Œuf"},
		"utf-8 with a mark":   {[]byte("\uFEFF" + plain), sheet.UTF8, ";", 2, 0, "Œuf"},
		"utf-16":              {wide(plain, binary.LittleEndian, true), sheet.UTF16, ";", 2, 0, "Œuf"},
		"utf-16 the other":    {wide(plain, binary.BigEndian, true), sheet.UTF16, ";", 2, 0, "Œuf"},
		"utf-16, no mark":     {wide("Prénom,Ville\nAnnè,x\n", binary.LittleEndian, false), sheet.UTF16, ",", 1, 0, "x"},
		"windows-1252":        {latin, sheet.Windows1252, ";", 2, 3, "Œuf"},
		"mixed":               {slices.Concat([]byte("Prénom;Ville\nÉric;Nîmes\n"), []byte("\xC9va;\x8Cuf\n")), sheet.Mixed, ";", 2, 1, "Œuf"},
		"old line ends, tabs": {[]byte("First\tTown\rAnn\tLyon, the old\rBen\tBrest"), sheet.UTF8, "\t", 2, 0, "Brest"},
		"lines in a cell":     {[]byte("a,b\n1,\"x\ny,\n\"\"z\"\"\"\n2,last\n"), sheet.UTF8, ",", 2, 0, "last"},
		"a forgotten quote":   {[]byte("a,b\n1,\"x\n2,last\n"), sheet.UTF8, ",", 2, 0, "last"},
		"one column":          {[]byte("email\nann@a.example\n"), sheet.UTF8, ",", 1, 0, "ann@a.example"},
		"too wide":            {[]byte("a,b\n" + strings.Repeat("x", 2<<20) + ",1\n2,last\n"), sheet.UTF8, ",", 2, 0, "last"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := sheet.LookAt(bytes.NewReader(tt.file))
			if err != nil {
				t.Fatal(err)
			}
			last := l.Samples[len(l.Samples)-1]
			if l.Encoding != tt.encoding || l.Delimiter != tt.comma || l.Rows != tt.rows || l.Latin != tt.latin || last[len(last)-1] != tt.last {
				t.Errorf("got %s %q, %d rows, %d latin, %q", l.Encoding, l.Delimiter, l.Rows, l.Latin, l.Samples)
			}
		})
	}
	for name, file := range map[string]string{"EMPTY_FILE": " \n\n", "SPREADSHEET": "PK\x03\x04rest", "NOT_TEXT": "\x89PNG\x00\x00\x01\x02\x00\x07", "EMPTY_FILE ": "a,b\n"} {
		_, err := sheet.LookAt(strings.NewReader(file))
		if e, ok := err.(*parley.Error); !ok || e.Code != strings.TrimSpace(name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Columns are known by what people call them, in English and French.
func TestGuess(t *testing.T) {
	t.Parallel()
	schema := parley.NewSchema(nil, nil)
	contact := schema.Type(parley.TypeContact)
	l, err := sheet.LookAt(strings.NewReader("E-mail;Prénom;NOM;Téléphone;Société;Statut;Code postal;Bizarre;email\nann@a.example;Ann;Lee;1;A;Nouveau;2;3;4\n"))
	if err != nil {
		t.Fatal(err)
	}
	p := sheet.Guess(contact, schema.Properties(contact.ID), l)
	var got []string
	for _, c := range p.Columns {
		got = append(got, c.Property+c.Join)
	}
	want := []string{"email", "firstname", "lastname", "phone", "company", "hs_lead_status", "zip", "", ""}
	if got[0] == "" { // which of the two e-mail columns is surer
		want[0], want[8] = "", "email"
	}
	if !slices.Equal(got, want) || p.Key != "email" || !p.Create || !p.Update {
		t.Errorf("got %q, key %q", got, p.Key)
	}
}
