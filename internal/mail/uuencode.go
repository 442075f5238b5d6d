package mail

import (
	"strings"
)

var uuBegin = lazily(`^begin(?:-base64)? [0-7]{3,4} (\S.*)$`)

// extractUU takes uuencoded files (POSIX uuencode) out of text. A block without
// its end, or with lines that cannot be, stays text.
func extractUU(text string) (rest string, files []Attachment) {
	if !strings.Contains(text, "begin") {
		return text, nil
	}
	lines := strings.Split(text, "\n")
	var kept []string
	for i := 0; i < len(lines); i++ {
		m := uuBegin().FindStringSubmatch(strings.TrimRight(lines[i], "\r "))
		if m == nil {
			kept = append(kept, lines[i])
			continue
		}
		data, n, ok := readUU(lines[i+1:], strings.HasPrefix(lines[i], "begin-base64"))
		if !ok { // n lines were looked at; none holds another beginning
			kept = append(kept, lines[i:min(i+1+n, len(lines))]...)
			i += n
			continue
		}
		files = append(files, Attachment{Name: attachmentName(m[1], ""), ContentType: "application/octet-stream", Data: data})
		i += n
	}
	return strings.Join(kept, "\n"), files
}

// readUU decodes lines up to "end" and returns how many it consumed.
func readUU(lines []string, base64 bool) (data []byte, n int, ok bool) {
	for ; n < len(lines); n++ {
		line := strings.TrimRight(lines[n], "\r\n")
		if base64 && line == "====" || !base64 && strings.TrimSpace(line) == "end" {
			return data, n + 1, true
		}
		if base64 {
			b, _ := decodeBase64([]byte(line))
			data = append(data, b...)
			continue
		}
		if line == "" {
			continue
		}
		size := int(line[0]-' ') & 63
		chunk := decodeUULine(line[1:])
		if line[0] < ' ' || line[0] > '`' || len(chunk) < size {
			return nil, n, false
		}
		data = append(data, chunk[:size]...)
	}
	return nil, n, false
}

// decodeUULine supplies the blanks that mailers cut off at the end of a line.
func decodeUULine(s string) []byte {
	at := func(i int) byte {
		if i >= len(s) {
			return 0
		}
		return (s[i] - ' ') & 63
	}
	var out []byte
	for i := 0; i < len(s)+3; i += 4 {
		a, b, c, d := at(i), at(i+1), at(i+2), at(i+3)
		out = append(out, a<<2|b>>4, b<<4|c>>2, c<<6|d)
	}
	return out
}
