package email

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"parley/internal/calendar"
	"parley/internal/channel"
	"parley/internal/mail"
	"parley/internal/parley"
)

// Meta is what is known of a mail beyond its bytes.
type Meta struct {
	Account    *parley.ChannelAccount
	Source     channel.Source
	Delivered  []string // envelope recipients
	Ours       bool     // the team's own words (EMAIL-23)
	Silent     bool     // an import (EMAIL-24)
	Verdict    Verdict  // zero: nothing was checked
	Quarantine string   // a reason not to parse raw
}

// Inbound makes of a mail what the sink takes. It never fails: a mail that is
// beyond the limits or stops the parser is marked for quarantine (SAFE-04).
func Inbound(raw []byte, meta Meta) *channel.Inbound {
	if meta.Quarantine != "" {
		return bare(raw, meta)
	}
	msg, err := parse(raw)
	if err != nil {
		meta.Quarantine = err.Error()
		return bare(raw, meta)
	}
	return inbound(raw, msg, meta)
}

// parse is mail.Parse with a panic made an error.
func parse(raw []byte) (msg *mail.Message, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the parser stopped: %v", v)
		}
	}()
	return mail.Parse(raw), nil
}

// bare holds the bytes and nothing that is read from them.
func bare(raw []byte, meta Meta) *channel.Inbound {
	return &channel.Inbound{
		AccountID:     meta.Account.ID,
		Channel:       parley.ChannelEmail,
		Source:        meta.Source,
		Key:           key(raw, meta),
		Silent:        meta.Silent,
		Ours:          meta.Ours,
		Delivered:     meta.Delivered,
		ContentHash:   contentHash(raw),
		Authenticated: "none",
		Raw:           raw,
		Quarantine:    meta.Quarantine,
	}
}

func inbound(raw []byte, msg *mail.Message, meta Meta) *channel.Inbound {
	in := bare(raw, meta)
	in.At = msg.Date
	in.From, in.ReplyTo = author(msg, meta.Account)
	in.To, in.Cc = addresses(msg.To), addresses(msg.Cc)
	in.Delivered = delivered(msg, meta.Delivered)
	in.Subject = msg.Subject
	in.Text, in.Reply = texts(msg)
	in.HTML = msg.HTML
	in.Files = files(msg)
	in.Invitation = invitation(msg)
	in.MailID = msg.MessageID
	in.InReplyTo, in.References, in.ThreadIndex = msg.Parents, msg.References, msg.ThreadIndex
	in.Auto = string(msg.Auto)
	in.Marketing = marketing(msg, in.Reply)
	in.Report = report(msg, meta.Account.ID)
	in.Defects = msg.Defects
	in.Quarantine = limits(msg.Defects)
	if meta.Verdict.Result != "" {
		in.Authenticated, in.AuthDetail = meta.Verdict.Result, meta.Verdict.Detail
	}
	return in
}

// key names a delivery by its content, so that a mail that comes again is known
// by whatever way and number it comes. What lies in a Sent folder is another
// thing than its copy that arrived.
func key(raw []byte, meta Meta) string {
	kind := "mail"
	if meta.Ours {
		kind = "sent"
	}
	return kind + ":" + contentHash(raw) + ":" + meta.Account.ID.String()
}

func contentHash(raw []byte) string {
	sum := mail.ContentHash(raw)
	return hex.EncodeToString(sum[:])
}

// limits names the limits that were passed (ATK-07); empty if none.
func limits(defects []string) string {
	var passed []string
	for _, d := range defects {
		if strings.HasPrefix(d, "limit-") {
			passed = append(passed, d)
		}
	}
	if passed == nil {
		return ""
	}
	return "beyond the limits: " + strings.Join(passed, ", ")
}

// texts returns the whole text and its newest part. Where there is only HTML
// the text is made of it, and its folded quotes are left out of the newest.
func texts(msg *mail.Message) (whole, reply string) {
	if strings.TrimSpace(msg.Text) != "" || msg.HTML == "" {
		reply, _ = mail.Strip(msg.Text)
		return msg.Text, reply
	}
	visible, _ := mail.StripHTML(msg.HTML)
	reply, _ = mail.Strip(mail.TextFromHTML(visible))
	return mail.TextFromHTML(msg.HTML), reply
}

func files(msg *mail.Message) []channel.File {
	var files []channel.File
	for _, a := range msg.Attachments {
		files = append(files, channel.File{Name: a.Name, ContentType: a.ContentType, ContentID: a.ContentID,
			Inline: a.Inline, Data: a.Data, Missing: a.Missing})
	}
	return files
}

func address(a mail.Address) parley.Address { return parley.Address{Name: a.Name, Address: a.Address} }

func addresses(list []mail.Address) []parley.Address {
	var out []parley.Address
	for _, a := range list {
		out = append(out, address(a))
	}
	return out
}

// invitation is the first calendar among the parts that asks, answers or calls
// off; one that cannot be read is a file like others.
func invitation(msg *mail.Message) *parley.Invitation {
	for _, a := range msg.Attachments {
		if a.ContentType != "text/calendar" && a.ContentType != "application/ics" && !strings.HasSuffix(strings.ToLower(a.Name), ".ics") {
			continue
		}
		if inv, err := readCalendar(a.Data); err == nil {
			return inv
		}
	}
	return nil
}

// readCalendar is calendar.Parse with a panic made an error.
func readCalendar(data []byte) (inv *parley.Invitation, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the calendar reader stopped: %v", v)
		}
	}()
	return calendar.Parse(data)
}

// delivered are the addresses that a mail reached: those of the envelope, then
// those its header tells, each once.
func delivered(msg *mail.Message, envelope []string) []string {
	all := slices.Concat(envelope, msg.DeliveredTo)
	for _, name := range []string{"X-Forwarded-To", "X-Forwarded-For"} {
		for _, value := range msg.Header.All(name) {
			all = append(all, strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" ,<>\t", r) })...)
		}
	}
	var out []string
	for _, a := range all {
		if a = strings.ToLower(a); strings.Contains(a, "@") && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}
