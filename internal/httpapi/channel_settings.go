package httpapi

import (
	"strings"

	"parley/internal/parley"
)

// MailServerInput is a server with the password that opens it.
type MailServerInput struct {
	Host     string   `json:"host" maxLength:"253"`
	Port     int      `json:"port" minimum:"1" maximum:"65535"`
	Security string   `json:"security" enum:"tls,starttls,none"`
	Username string   `json:"username,omitempty" maxLength:"254"`
	Password string   `json:"password,omitempty" maxLength:"1000" doc:"Empty: the one that is set stays. Never read back"`
	Folders  []string `json:"folders,omitempty" maxItems:"50" doc:"Of IMAP: watched; empty: INBOX"`
}

func (in *MailServerInput) server() *parley.MailServer {
	if in == nil {
		return nil
	}
	return &parley.MailServer{Host: strings.TrimSpace(in.Host), Port: in.Port, Security: in.Security, Username: in.Username}
}

// AccountInput is how an e-mail account is set up; what is left out stays.
// Without imap and smtp the account is hosted: mail is forwarded to us.
type AccountInput struct {
	Name          *string          `json:"name,omitempty" maxLength:"100"`
	IMAP          *MailServerInput `json:"imap,omitempty"`
	SMTP          *MailServerInput `json:"smtp,omitempty"`
	SentFolder    *string          `json:"sent_folder,omitempty" maxLength:"200"`
	ImportDays    *int             `json:"import_days,omitempty" minimum:"0" maximum:"30"`
	FromName      *string          `json:"from_name,omitempty" enum:"agent_company,company"`
	FromAddress   *string          `json:"from_address,omitempty" maxLength:"254" doc:"Empty: the account's own"`
	Signature     *string          `json:"signature,omitempty" enum:"none,team,user"`
	SignatureHTML *string          `json:"signature_html,omitempty" maxLength:"20000"`
	RemoteImages  *string          `json:"remote_images,omitempty" enum:"ask,proxy"`
	ReplyToken    *bool            `json:"reply_token,omitempty" doc:"The server delivers plus addresses"`
	Routing       *[]RoutingRule   `json:"routing,omitempty" maxItems:"20"`

	Chat *parley.ChatSettings `json:"chat,omitempty" doc:"Of chat accounts, whole"`
}

// ChannelSettings is what an administrator chose; passwords are never shown.
type ChannelSettings struct {
	IMAP         *parley.MailServer `json:"imap"`
	SMTP         *parley.MailServer `json:"smtp"`
	Folders      []string           `json:"folders"`
	SentFolder   string             `json:"sent_folder"`
	ImportDays   int                `json:"import_days"`
	RemoteImages string             `json:"remote_images"`
	ReplyToken   bool               `json:"reply_token"`
	Routing      []RoutingRule      `json:"routing"`
	Aliases      []parley.Alias     `json:"aliases"`

	Chat *parley.ChatSettings `json:"chat" doc:"Null for other channels"`
}

func presentChannelSettings(s parley.ChannelSettings) ChannelSettings {
	out := ChannelSettings{IMAP: s.IMAP, SMTP: s.SMTP, Folders: append([]string{}, s.Folders...), SentFolder: s.SentFolder, ImportDays: s.ImportDays,
		RemoteImages: orElse(s.RemoteImages, "ask"), ReplyToken: s.ReplyToken, Routing: []RoutingRule{},
		Aliases: append([]parley.Alias{}, s.Aliases...), Chat: s.Chat}
	for _, r := range s.Routing {
		out.Routing = append(out.Routing, presentRouting(r))
	}
	return out
}

// apply writes what was given over acct and returns the secrets.
func (b AccountInput) apply(acct *parley.ChannelAccount) (map[string]string, error) {
	s := &acct.Settings
	for to, from := range map[*string]*string{&acct.Name: b.Name, &s.SentFolder: b.SentFolder, &s.FromName: b.FromName, &s.Signature: b.Signature,
		&s.SignatureHTML: b.SignatureHTML, &s.RemoteImages: b.RemoteImages, &s.FromAddress: b.FromAddress} {
		if from != nil {
			*to = *from
		}
	}
	if b.ImportDays != nil {
		s.ImportDays = *b.ImportDays
	}
	if b.ReplyToken != nil {
		s.ReplyToken = *b.ReplyToken
	}
	if b.Routing != nil {
		rules, err := parseRouting(*b.Routing)
		if err != nil {
			return nil, err
		}
		s.Routing = rules
	}
	if b.Chat != nil && acct.Channel == parley.ChannelChat {
		s.Chat = b.Chat
	}
	secrets := map[string]string{}
	if b.IMAP != nil {
		s.IMAP, s.Folders = b.IMAP.server(), b.IMAP.Folders
		if b.IMAP.Password != "" {
			secrets["imap_password"] = b.IMAP.Password
		}
	}
	if b.SMTP != nil {
		s.SMTP = b.SMTP.server()
		if b.SMTP.Password != "" {
			secrets["smtp_password"] = b.SMTP.Password
		}
	}
	return secrets, nil
}
