package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"parley/internal/guard"
	"parley/internal/mail"
)

// mailCommands are filters: they read lines to the end of the input and answer
// each in order by one line of JSON, whatever the line holds.
type mailCommands struct {
	Parse    mailParseCommand    `cmd:"" help:"Parse mails; each line names a file."`
	Strip    mailStripCommand    `cmd:"" help:"Cut answers to the newest reply; each line is {\"text\":…}."`
	Sanitize mailSanitizeCommand `cmd:"" help:"Clean HTML as it would be put in the page; each line is {\"html\":…}."`
	Thread   mailThreadCommand   `cmd:"" help:"Sort mails into threads; each line names a file, the answer comes at the end."`
}

type (
	mailParseCommand    struct{}
	mailStripCommand    struct{}
	mailSanitizeCommand struct{}
)

func (mailParseCommand) Run() error    { return mailParse(os.Stdin, os.Stdout) }
func (mailStripCommand) Run() error    { return mailStrip(os.Stdin, os.Stdout) }
func (mailSanitizeCommand) Run() error { return mailSanitize(os.Stdin, os.Stdout) }

// parsedMail is the answer of `mail parse`.
type parsedMail struct {
	MessageID   string             `json:"messageId"`
	Subject     string             `json:"subject"`
	From        []string           `json:"from"`
	Text        string             `json:"text"`
	HTML        string             `json:"html"`
	Attachments []parsedAttachment `json:"attachments"`
	Auto        *mail.Auto         `json:"auto"` // null for mail that people wrote
	Defects     []string           `json:"defects"`
}

type parsedAttachment struct {
	Name   string `json:"name"`
	Size   int    `json:"size"`
	SHA256 string `json:"sha256"` // of the decoded bytes
}

func mailParse(in io.Reader, out io.Writer) error {
	return answerLines(in, out, func(line []byte) any {
		raw, err := os.ReadFile(string(line))
		if err != nil {
			return parsedMail{From: []string{}, Attachments: []parsedAttachment{}, Defects: []string{"unreadable"}}
		}
		return presentMail(mail.Parse(raw))
	})
}

func presentMail(m *mail.Message) parsedMail {
	p := parsedMail{
		MessageID:   m.MessageID,
		Subject:     m.Subject,
		From:        []string{},
		Text:        m.Text,
		HTML:        m.HTML,
		Attachments: []parsedAttachment{},
		Defects:     append([]string{}, m.Defects...),
	}
	for _, a := range m.From {
		p.From = append(p.From, a.Address)
	}
	for _, a := range m.Attachments {
		sum := sha256.Sum256(a.Data)
		p.Attachments = append(p.Attachments, parsedAttachment{a.Name, len(a.Data), hex.EncodeToString(sum[:])})
	}
	if m.Auto != mail.AutoNone {
		p.Auto = &m.Auto
	}
	return p
}

func mailStrip(in io.Reader, out io.Writer) error {
	type answer struct {
		Reply string `json:"reply"`
	}
	return answerLines(in, out, func(line []byte) any {
		text, err := stringMember(line, "text")
		if err != nil {
			return err
		}
		reply, _ := mail.Strip(text)
		return answer{reply}
	})
}

func mailSanitize(in io.Reader, out io.Writer) error {
	type answer struct {
		HTML string `json:"html"`
	}
	return answerLines(in, out, func(line []byte) any {
		html, err := stringMember(line, "html")
		if err != nil {
			return err
		}
		return answer{guard.SanitizeHTML(html, guard.MailPolicy{})}
	})
}

// stringMember reads one member of a JSON object, which must be a string.
func stringMember(line []byte, name string) (string, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(line, &object); err != nil {
		return "", fmt.Errorf("not a JSON object: %w", err)
	}
	raw, ok := object[name]
	if !ok {
		return "", fmt.Errorf("member %q is missing", name)
	}
	var s *string
	if err := json.Unmarshal(raw, &s); err != nil || s == nil {
		return "", fmt.Errorf("member %q is not a string", name)
	}
	return *s, nil
}

// answerLines calls answer for each line of in, however long, and writes what it
// returns as one line; an error becomes {"error":…}. Each answer is flushed at
// once, so that a caller can wait for it before it asks again.
func answerLines(in io.Reader, out io.Writer, answer func(line []byte) any) error {
	r := bufio.NewReaderSize(in, 64<<10)
	w := bufio.NewWriter(out)
	for {
		line, err := r.ReadBytes('\n')
		if len(line) > 0 {
			line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
			if err := writeAnswer(w, answerSafely(line, answer)); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read request: %w", err)
		}
	}
}

// answerSafely turns a failure of any kind into the answer to its own line.
func answerSafely(line []byte, answer func([]byte) any) (v any) {
	defer func() {
		if r := recover(); r != nil {
			v = fmt.Errorf("internal: %v", r)
		}
	}()
	return answer(line)
}

func writeAnswer(w *bufio.Writer, v any) error {
	if err, failed := v.(error); failed {
		v = map[string]string{"error": strings.ToValidUTF8(err.Error(), "\uFFFD")}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	return w.Flush()
}
