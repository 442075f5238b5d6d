package sheet

import (
	"io"
	"strings"
)

// Row is one record of a file.
type Row struct {
	Line  int // of the file, where the row begins; the header is on line 1
	Cells []string
	Raw   string
	Code  string // what is wrong with the row as a whole, if anything
	Latin bool   // not all of it was UTF-8
}

// The errors of whole rows.
const (
	codeTooWide  = "LINE_TOO_LONG"
	codeQuote    = "QUOTE_NOT_CLOSED"
	codeNotText  = "NOT_TEXT"
	codeTooLarge = "TOO_MANY_CELLS"
)

const (
	maxCells  = 1000
	maxQuoted = 200 // lines of one row: beyond, a quote was forgotten
)

// reader reads rows: cells as RFC 4180 quotes them, and as people write them.
type reader struct {
	text    *text
	comma   byte
	number  int
	pending []physical
}

type physical struct {
	s           string
	long, latin bool
}

func newReader(r io.Reader, comma byte) (*reader, error) {
	t, err := newText(r)
	return &reader{text: t, comma: comma}, err
}

func (r *reader) line() (physical, error) {
	r.number++
	if len(r.pending) > 0 {
		p := r.pending[0]
		r.pending = r.pending[1:]
		return p, nil
	}
	s, long, latin, err := r.text.line()
	return physical{s, long, latin}, err
}

// next returns the next row that is not empty, or io.EOF.
func (r *reader) next() (*Row, error) {
	for {
		first, err := r.line()
		if err != nil {
			return nil, err
		}
		row := &Row{Line: r.number, Raw: first.s, Latin: first.latin}
		switch {
		case first.long:
			row.Code = codeTooWide
			return row, nil
		case strings.IndexByte(first.s, 0) >= 0:
			row.Raw, row.Code = strings.ReplaceAll(first.s, "\x00", ""), codeNotText
			return row, nil
		}
		open := false
		row.Cells, open = split(first.s, r.comma)
		if open {
			if err := r.join(row); err != nil {
				return nil, err
			}
		}
		if len(row.Cells) > maxCells {
			row.Cells, row.Code = nil, codeTooLarge
		}
		if row.Code != "" || strings.TrimSpace(strings.Join(row.Cells, "")) != "" {
			return row, nil
		}
	}
}

// join adds the lines that a quoted cell goes on in. Where the quote is never
// closed the first line is wrong, and the others are read anew.
func (r *reader) join(row *Row) error {
	begin, raw := r.number, row.Raw
	var more []physical
	for len(more) < maxQuoted {
		p, err := r.line()
		if err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		more = append(more, p)
		raw += "\n" + p.s
		if p.long || len(raw) > maxLine {
			break
		}
		if strings.IndexByte(p.s, '"') < 0 {
			continue
		}
		if cells, open := split(raw, r.comma); !open {
			for _, p := range more {
				row.Latin = row.Latin || p.latin
			}
			row.Cells, row.Raw = cells, raw
			return nil
		}
	}
	r.pending, r.number = append(more, r.pending...), begin
	row.Cells, row.Code = nil, codeQuote
	return nil
}

// split parts a row at its delimiter. Open means that a quote is not closed.
func split(s string, comma byte) (cells []string, open bool) {
	for {
		trimmed := strings.TrimLeft(s, " ")
		if comma != ' ' && strings.HasPrefix(trimmed, `"`) {
			cell, rest, closed := quotedCell(trimmed[1:], comma)
			if !closed {
				return cells, true
			}
			cells = append(cells, cell)
			if rest == "" {
				return cells, false
			}
			s = rest[1:]
			continue
		}
		cell, rest, more := strings.Cut(s, string(comma))
		cells = append(cells, cell)
		if !more {
			return cells, false
		}
		s = rest
	}
}

// quotedCell reads up to the closing quote; two in a row are one in the text.
// What follows the quote belongs to the cell, as in "Ann" Lee.
func quotedCell(s string, comma byte) (cell, rest string, closed bool) {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, `"`)
		if !ok {
			return "", "", false
		}
		b.WriteString(before)
		if strings.HasPrefix(after, `"`) {
			b.WriteByte('"')
			s = after[1:]
			continue
		}
		at := strings.IndexByte(after, comma)
		if at < 0 {
			at = len(after)
		}
		b.WriteString(strings.TrimRight(after[:at], " "))
		return b.String(), after[at:], true
	}
}
