package email

import "bytes"

// headerEnd returns where the header of raw ends.
func headerEnd(raw []byte) int {
	for i := 0; i < len(raw); {
		n := bytes.IndexByte(raw[i:], '\n')
		if n < 0 {
			break
		}
		if len(bytes.TrimRight(raw[i:i+n], "\r")) == 0 {
			return i
		}
		i += n + 1
	}
	return len(raw)
}

// toCRLF returns raw with each line ended by CR LF, as it is on the wire.
func toCRLF(raw []byte) []byte {
	if bytes.Count(raw, []byte("\n")) == bytes.Count(raw, []byte("\r\n")) {
		return raw
	}
	out := make([]byte, 0, len(raw)+len(raw)/32)
	for i, b := range raw {
		if b == '\n' && (i == 0 || raw[i-1] != '\r') {
			out = append(out, '\r')
		}
		out = append(out, b)
	}
	return out
}

// bareLine reports whether raw holds a CR without LF or an LF without CR, with
// which mail is smuggled through servers that end lines differently.
func bareLine(raw []byte) bool {
	for i, b := range raw {
		switch b {
		case '\n':
			if i == 0 || raw[i-1] != '\r' {
				return true
			}
		case '\r':
			if i+1 == len(raw) || raw[i+1] != '\n' {
				return true
			}
		}
	}
	return false
}
