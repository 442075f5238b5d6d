package httpapi

import (
	"encoding/json"
	"fmt"
	"html"
	"mime"
	"net/http"
	"strings"

	"parley/internal/auth"
	"parley/internal/deliver"
	"parley/internal/mail"
	"parley/internal/paper"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

type transcriptInput struct {
	ThreadPath
	Body struct {
		To string `json:"to" maxLength:"254"`
	}
}

// transcript mails all customer-facing messages, never comments (THR-09).
func (c *call) transcript(in *transcriptInput) error {
	return c.actOn(in.ThreadPath, func(tx *store.Tx, th *parley.Thread) error {
		messages, err := facing(&tx.Reader, th.ID)
		if err != nil {
			return err
		}
		letter := deliver.Letter{AccountID: th.AccountID, To: parley.Address{Address: strings.ToLower(strings.TrimSpace(in.Body.To))}, Subject: "Transcript: " + th.Subject, Text: asText(messages), HTML: asHTML(th, messages)}
		if err := deliver.Post(tx, letter); err != nil {
			return err
		}
		_, err = triage.Note(tx, c.Actor(), th, "thread.transcript_sent", nil)
		return err
	})
}

// facing are the messages of a thread that the outside said or was told,
// oldest first: no comments, nothing that waits to be sent or never left.
func facing(r *store.Reader, id parley.ThreadID) ([]*parley.Message, error) {
	all, err := r.Messages(id, nil, 10_000)
	var out []*parley.Message
	for i := len(all) - 1; i >= 0; i-- {
		if m := all[i]; m.Kind == parley.KindMessage && (m.Direction == parley.Incoming || hasLeft[m.Status]) {
			out = append(out, m)
		}
	}
	return out, err
}

// hasLeft are the statuses of a message that somebody outside may have read.
var hasLeft = map[parley.MessageStatus]bool{parley.MessageSent: true, parley.MessageDelivered: true, parley.MessageRead: true, parley.MessageUnknown: true}

func asText(messages []*parley.Message) string {
	var b strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&b, "%s <%s> · %s\n\n%s\n\n――――――\n\n", m.From.Name, m.From.Address, m.CreatedAt.Format("2006-01-02 15:04 MST"), m.Text)
	}
	return b.String()
}

func asHTML(th *parley.Thread, messages []*parley.Message) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<h1 style=\"font-size:18px\">%s</h1>", html.EscapeString(th.Subject))
	for _, m := range messages {
		fmt.Fprintf(&b, "<p><b>%s</b> &lt;%s&gt; · %s</p><p>%s</p><hr>", html.EscapeString(m.From.Name), html.EscapeString(m.From.Address),
			m.CreatedAt.Format("2006-01-02 15:04 MST"), strings.ReplaceAll(html.EscapeString(m.Text), "\n", "<br>"))
	}
	return b.String()
}

// export gives a thread as a file: EML, PDF, JSON or a page to print (AUTO-12).
func (c *call) export(w http.ResponseWriter, req *http.Request) error {
	id, err := parley.ParseID[parley.ThreadID]("id", req.PathValue("id"))
	if err != nil {
		return err
	}
	r := c.s.DB.Read(c)
	th, _, err := auth.SeeThread(r, c.User, id)
	if err != nil {
		return err
	}
	messages, err := facing(r, th.ID)
	if err != nil {
		return err
	}
	var data []byte
	format, kind := req.URL.Query().Get("format"), "application/octet-stream"
	switch format {
	case "json":
		data, err = c.exportJSON(r, th, messages)
	case "html":
		page := "<!doctype html><meta charset=utf-8><title>" + html.EscapeString(th.Subject) + "</title><style>body{font:14px/1.5 system-ui;max-width:70ch;margin:2rem auto}</style>" + asHTML(th, messages)
		data, kind = []byte(page), "text/html; charset=utf-8"
		w.Header().Set("Content-Security-Policy", "sandbox allow-modals; default-src 'none'; style-src 'unsafe-inline'")
	case "eml":
		data, err = c.exportMail(th, messages)
	case "pdf":
		data, err = exportPDF(r, th, messages)
	default:
		return parley.Invalidf("format", "choose eml, pdf, json or html")
	}
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	if format != "html" {
		name := mail.CleanName(orElse(th.Subject, "conversation") + "." + format)
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	}
	_, err = w.Write(data)
	return err
}

func (c *call) exportJSON(r *store.Reader, th *parley.Thread, messages []*parley.Message) ([]byte, error) {
	n, err := c.s.loadNames(r)
	if err != nil {
		return nil, err
	}
	h, err := loadHistory(r, n, messages)
	if err != nil {
		return nil, err
	}
	items := []Item{}
	for _, m := range messages {
		items = append(items, h.message(m))
	}
	return json.MarshalIndent(map[string]any{"id": th.ID.String(), "subject": th.Subject, "items": items}, "", "  ")
}

func exportPDF(r *store.Reader, th *parley.Thread, messages []*parley.Message) ([]byte, error) {
	var all []parley.MessageID
	for _, m := range messages {
		all = append(all, m.ID)
	}
	files, err := r.Attachments(all)
	if err != nil {
		return nil, err
	}
	entries := make([]paper.Entry, len(messages))
	for i, m := range messages {
		entries[i] = paper.Entry{Who: m.From.Name + " <" + m.From.Address + ">", When: m.CreatedAt.Format("2006-01-02 15:04 MST"), Text: m.Text}
		for _, f := range files {
			if f.MessageID == m.ID {
				entries[i].Files = append(entries[i].Files, f.Name)
			}
		}
	}
	return paper.PDF(th.Subject, th.CreatedAt, entries)
}

// exportMail wraps the mails as they came and left into one.
func (c *call) exportMail(th *parley.Thread, messages []*parley.Message) ([]byte, error) {
	out := &mail.Outgoing{From: mail.Address{Name: "Parley", Address: "parley@" + c.s.MailDomain}, Subject: th.Subject, Text: asText(messages), Date: th.CreatedAt,
		MessageID: th.ID.String() + ".export@" + c.s.MailDomain}
	for i, m := range messages {
		if m.RawHash == "" {
			continue
		}
		raw, err := c.s.Blobs.Get(m.RawHash)
		if err != nil {
			continue
		}
		out.Attachments = append(out.Attachments, mail.Attachment{Name: fmt.Sprintf("%03d.eml", i+1), ContentType: "application/octet-stream", Data: raw})
	}
	return mail.Compose(out)
}
