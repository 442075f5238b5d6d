package email

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// separator is the line between two mails: an address, which may be missing or
// "-", and a time in one of several orders. A line of text that only begins
// with "From " is none.
var separator = regexp.MustCompile(`^From .*\d{1,2}:\d{2}(:\d{2})?.*\b\d{4}\b|^From .*\b\d{4}\b.*\d{1,2}:\d{2}`)

// Mbox reads the mails of an mbox file one after the other, beginning at an
// offset of zero or where an earlier mail said to go on. Of the dialects (RFC
// 4155 and "mbox" in the qmail manual) mboxo and mboxrd differ in quoting,
// mboxcl and mboxcl2 tell the length: a Content-Length is believed if a
// separator or the end of the file stands where it says.
func Mbox(r io.ReaderAt, from, limit int64) iter.Seq2[Raw, error] {
	return func(yield func(Raw, error) bool) {
		m := &mboxReader{at: r, limit: limit}
		m.seek(from)
		for {
			raw, err := m.next()
			if err == io.EOF {
				return
			}
			if !yield(raw, err) || err != nil && !errors.Is(err, ErrTooLarge) {
				return
			}
		}
	}
}

type mboxReader struct {
	at    io.ReaderAt
	br    *bufio.Reader
	pos   int64 // of the next byte of br
	limit int64
	sep   []byte // the separator that was read and not used yet
	sepAt int64
}

func (m *mboxReader) seek(pos int64) {
	m.br = bufio.NewReaderSize(io.NewSectionReader(m.at, pos, math.MaxInt64-pos), 64<<10)
	m.pos = pos
}

// line reads up to and including LF; a very long line comes in pieces.
func (m *mboxReader) line() ([]byte, error) {
	line, err := m.br.ReadSlice('\n')
	m.pos += int64(len(line))
	if errors.Is(err, bufio.ErrBufferFull) || err == io.EOF && len(line) > 0 {
		err = nil
	}
	return line, err
}

// next reads one mail.
func (m *mboxReader) next() (Raw, error) {
	for m.sep == nil {
		at := m.pos
		line, err := m.line()
		if err != nil {
			return Raw{}, err
		}
		if bytes.HasPrefix(line, []byte("From ")) {
			m.sep, m.sepAt = bytes.Clone(line), at
		} else if len(bytes.TrimSpace(line)) > 0 {
			m.seek(at) // mails without a first separator
			m.sep, m.sepAt = []byte{}, at
		}
	}
	raw := Raw{Offset: m.sepAt, At: separatorTime(string(m.sep))}
	m.sep = nil
	header, err := m.header()
	if err != nil {
		return raw, err
	}
	body, err := m.body(header)
	raw.Next = m.pos
	if m.sep != nil {
		raw.Next = m.sepAt
	}
	if err != nil {
		return raw, err
	}
	raw.Data = append(header, body...)
	return raw, nil
}

// header reads up to and including the empty line. A separator ends it, too.
func (m *mboxReader) header() ([]byte, error) {
	var header []byte
	for int64(len(header)) <= m.limit {
		at := m.pos
		line, err := m.line()
		if err == io.EOF {
			return header, nil
		}
		if err != nil {
			return nil, err
		}
		if separator.Match(line) {
			m.sep, m.sepAt = bytes.Clone(line), at
			return header, nil
		}
		header = append(header, line...)
		if len(bytes.TrimRight(line, "\r\n")) == 0 {
			break
		}
	}
	return header, nil
}

// body reads up to the next separator that follows an empty line.
func (m *mboxReader) body(header []byte) ([]byte, error) {
	if m.sep != nil {
		return nil, nil
	}
	if n, ok := m.contentLength(header); ok {
		return m.counted(n)
	}
	var body []byte
	blank, start, tooLarge := true, true, false
	for {
		at := m.pos
		line, err := m.line()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if start && blank && separator.Match(line) {
			m.sep, m.sepAt = bytes.Clone(line), at
			break
		}
		blank = start && len(bytes.TrimRight(line, "\r\n")) == 0
		if start && quotedFrom(line) {
			line = line[1:]
		}
		start = line[len(line)-1] == '\n'
		if tooLarge = tooLarge || int64(len(header)+len(body)+len(line)) > m.limit; tooLarge {
			body = nil
			continue
		}
		body = append(body, line...)
	}
	if tooLarge {
		return nil, ErrTooLarge
	}
	return trimBlank(body), nil
}

// contentLength returns the length of the body if the header tells one that
// leads to a separator or the end.
func (m *mboxReader) contentLength(header []byte) (int64, bool) {
	for line := range bytes.Lines(header) {
		name, value, ok := strings.Cut(string(line), ":")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil || n < 0 || n > m.limit {
			return 0, false
		}
		after := make([]byte, 200)
		got, err := m.at.ReadAt(after, m.pos+n)
		rest := bytes.TrimLeft(after[:got], "\r\n")
		return n, len(rest) == 0 && err == io.EOF && got <= 4 || separator.Match(rest)
	}
	return 0, false
}

// counted reads a body of n bytes. If it holds lines that would be separators
// the writer did not quote (mboxcl2), and otherwise one level is taken off.
func (m *mboxReader) counted(n int64) ([]byte, error) {
	body := make([]byte, n)
	got, err := io.ReadFull(m.br, body)
	m.pos += int64(got)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return nil, err
	}
	body = body[:got]
	var plain []byte
	for line := range bytes.Lines(body) {
		if bytes.HasPrefix(line, []byte("From ")) {
			return body, nil
		}
		if quotedFrom(line) {
			line = line[1:]
		}
		plain = append(plain, line...)
	}
	return plain, nil
}

// quotedFrom reports whether line is "From " behind at least one ">".
func quotedFrom(line []byte) bool {
	rest := bytes.TrimLeft(line, ">")
	return len(rest) < len(line) && bytes.HasPrefix(rest, []byte("From "))
}

// trimBlank takes off the empty line that belongs to the separator.
func trimBlank(body []byte) []byte {
	for _, end := range []string{"\n\r\n", "\n\n"} {
		if bytes.HasSuffix(body, []byte(end)) {
			return body[:len(body)-len(end)+1]
		}
	}
	return body
}

// separatorTime reads the time in a separator; zero if it cannot.
func separatorTime(line string) time.Time {
	fields := strings.Fields(line)
	for i := range fields {
		rest := strings.Join(fields[i:], " ")
		for _, layout := range []string{time.ANSIC, "Mon Jan 2 15:04:05 -0700 2006", "Mon Jan 2 15:04:05 MST 2006", time.RFC1123Z, time.RFC3339} {
			if at, err := time.Parse(layout, rest); err == nil {
				return at.UTC()
			}
		}
	}
	return time.Time{}
}
