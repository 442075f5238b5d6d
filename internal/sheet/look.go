package sheet

import (
	"errors"
	"io"
	"strings"
)

// Look is what a file shows before anybody says what it means.
type Look struct {
	Encoding  string
	Delimiter string
	Header    []string
	Samples   [][]string // the first rows
	Rows      int64
	Latin     int64 // rows read as Windows-1252
	FirstOdd  int   // the line of the first of them among rows of UTF-8
}

const samples = 5

// LookAt reads a file whole. It may be read again from its beginning.
func LookAt(f io.ReadSeeker) (*Look, error) {
	comma, err := delimiter(f)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	r, err := newReader(f, comma)
	if err != nil {
		return nil, err
	}
	header, err := r.next()
	if err != nil || header.Code != "" {
		return nil, refuse("NO_HEADER", "the first line must name the columns")
	}
	l := &Look{Delimiter: string(comma), Header: trimmed(header.Cells)}
	wide := false // a row of UTF-8 with more than ASCII
	for _, row := range []*Row{header} {
		l.count(row, &wide)
	}
	for {
		row, err := r.next()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		l.Rows++
		l.count(row, &wide)
		if len(l.Samples) < samples && row.Code == "" {
			l.Samples = append(l.Samples, trimmed(row.Cells))
		}
	}
	switch {
	case r.text.utf16:
		l.Encoding = UTF16
	case l.Latin > 0 && wide:
		l.Encoding = Mixed
	case l.Latin > 0:
		l.Encoding = Windows1252
	default:
		l.Encoding = UTF8
	}
	if l.Rows == 0 {
		return nil, refuse("EMPTY_FILE", "there is no line below the names of the columns")
	}
	return l, nil
}

func (l *Look) count(row *Row, wide *bool) {
	if row.Latin {
		if l.Latin++; l.FirstOdd == 0 {
			l.FirstOdd = row.Line
		}
		return
	}
	*wide = *wide || strings.ContainsFunc(row.Raw, func(r rune) bool { return r >= 0x80 })
}

func trimmed(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.TrimSpace(c)
	}
	return out
}

// delimiter is what parts the first rows most evenly.
func delimiter(f io.ReadSeeker) (byte, error) {
	best, most := byte(','), -1
	for _, comma := range []byte{',', ';', '\t', '|'} {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return 0, err
		}
		r, err := newReader(f, comma)
		if err != nil {
			return 0, err
		}
		if score := evenness(r); score > most {
			best, most = comma, score
		}
	}
	return best, nil
}

// evenness counts the columns, once for each of the first rows that has as many
// as the header.
func evenness(r *reader) int {
	header, err := r.next()
	if err != nil || len(header.Cells) < 2 {
		return 0
	}
	score := len(header.Cells)
	for range 20 {
		row, err := r.next()
		if err != nil {
			break
		}
		if len(row.Cells) == len(header.Cells) {
			score += len(header.Cells)
		}
	}
	return score
}
