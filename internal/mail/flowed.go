package mail

import "strings"

// unflow joins the soft line breaks of format=flowed text (RFC 3676 section
// 4). Lines are joined only at equal quote depth, and the signature separator
// is never soft.
func unflow(text string, delSp bool) string {
	lines := strings.Split(text, "\n")
	var out strings.Builder
	open := false // the line written last ended softly
	lastDepth := 0
	for i, line := range lines {
		depth, content := flowedQuote(line)
		sig := content == "-- "
		joined := open && depth == lastDepth && !sig
		if i > 0 && !joined {
			out.WriteByte('\n')
		}
		if !joined && depth > 0 {
			out.WriteString(strings.Repeat(">", depth))
			if content != "" {
				out.WriteByte(' ')
			}
		}
		open = !sig && strings.HasSuffix(content, " ")
		if open && delSp {
			content = content[:len(content)-1]
		}
		out.WriteString(content)
		lastDepth = depth
	}
	return out.String()
}

// flowedQuote counts the quote marks and removes them and the stuffed space.
func flowedQuote(line string) (depth int, content string) {
	for depth < len(line) && line[depth] == '>' {
		depth++
	}
	return depth, strings.TrimPrefix(line[depth:], " ")
}
