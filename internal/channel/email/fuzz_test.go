package email

import (
	"bytes"
	"strings"
	"testing"
)

// SAFE-10: no file stops the reader, and it makes no more of it than was there.
func FuzzMbox(f *testing.F) {
	f.Add([]byte("From a Sun Nov 22 08:00:00 2026\nA: b\nContent-Length: 3\n\n>From\n\nFrom b Sun Nov 22 08:00:00 2026\n\nx"), int64(0))
	f.Add([]byte("A: b\r\n\r\nFrom\x00"), int64(3))
	f.Fuzz(func(t *testing.T, file []byte, from int64) {
		if from < 0 {
			return
		}
		total := 0
		for raw, err := range Mbox(bytes.NewReader(file), from, 1000) {
			if total += len(raw.Data) + 1; err == nil && raw.Next <= raw.Offset {
				t.Fatalf("stands still at %d", raw.Offset)
			}
		}
		if total > 2*len(file)+1 {
			t.Fatalf("%d bytes of %d", total, len(file))
		}
	})
}

// SAFE-10, ATK-08: whatever arrives has a key and an end, and the check for
// bare line ends agrees with a plain one.
func FuzzInbound(f *testing.F) {
	f.Add([]byte(letter("x")))
	f.Add([]byte("Authentication-Results: mx.google.com; dkim=pass\nFrom: a via b <support@example.test>\nX-Original-From: <\n\n\r"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in := Inbound(raw, support())
		if in.Key == "" || strings.Contains(in.Quarantine, "stopped") {
			t.Fatalf("key %q, quarantine %q", in.Key, in.Quarantine)
		}
		rest := bytes.ReplaceAll(raw, []byte("\r\n"), nil)
		if plain := bytes.ContainsAny(rest, "\r\n"); plain && !bareLine(raw) {
			t.Fatal("a bare line end was not seen")
		}
		if bareLine(toCRLF(bytes.ReplaceAll(raw, []byte("\r"), nil))) {
			t.Fatal("toCRLF leaves bare line ends")
		}
	})
}
