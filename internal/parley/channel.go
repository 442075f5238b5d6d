package parley

import "time"

// ChannelKind is a kind of medium.
type ChannelKind string

// The channels.
const (
	ChannelEmail     ChannelKind = "email"
	ChannelChat      ChannelKind = "chat"
	ChannelMessenger ChannelKind = "messenger"
	ChannelWhatsApp  ChannelKind = "whatsapp"
	ChannelForm      ChannelKind = "form"
	ChannelCall      ChannelKind = "call"
	ChannelCustom    ChannelKind = "custom_channel"
)

// ChannelAccountState says whether an account works.
type ChannelAccountState string

// The states of a channel account.
const (
	AccountConnecting ChannelAccountState = "connecting"
	AccountOK         ChannelAccountState = "ok"
	AccountFailed     ChannelAccountState = "failed"
	AccountDisabled   ChannelAccountState = "disabled"
)

// ChannelAccount is one connected instance of a channel: a mailbox, a page, a
// widget, a form. It feeds one inbox.
type ChannelAccount struct {
	ID          ChannelAccountID
	InboxID     InboxID
	Channel     ChannelKind
	Name        string
	Address     string // delivery identifier, lower case; unique among live accounts
	Fallback    bool   // the inbox's own address on the mail domain (EMAIL-07)
	Active      bool
	State       ChannelAccountState
	StateReason string // what the other side said, for people
	StateAt     time.Time
	ConnectedBy UserID
	Settings    ChannelSettings
	CreatedAt   time.Time
	ArchivedAt  time.Time
}

// ChannelSettings is what an administrator chooses for an account. Secrets
// stand elsewhere, sealed.
type ChannelSettings struct {
	FromName      string        `json:"from_name,omitempty"`    // "agent_company" (default) or "company"
	FromAddress   string        `json:"from_address,omitempty"` // another than the account's own: the inbox's fallback address or a verified alias
	Aliases       []Alias       `json:"aliases,omitempty"`
	Signature     string        `json:"signature,omitempty"` // "none", "team" or "user" (default)
	SignatureHTML string        `json:"signature_html,omitempty"`
	RemoteImages  string        `json:"remote_images,omitempty"` // "ask" (default) or "proxy"
	ReplyToken    bool          `json:"reply_token,omitempty"`   // the server accepts plus addresses
	IMAP          *MailServer   `json:"imap,omitempty"`
	SMTP          *MailServer   `json:"smtp,omitempty"`
	Folders       []string      `json:"folders,omitempty"`     // watched; empty means INBOX
	SentFolder    string        `json:"sent_folder,omitempty"` // followed for answers written elsewhere; empty means found by itself
	ImportDays    int           `json:"import_days,omitempty"` // mail of so many days before connection is taken too
	Routing       []RoutingRule `json:"routing,omitempty"`
	Chat          *ChatSettings `json:"chat,omitempty"`   // of chat accounts
	Ticket        *TicketStart  `json:"ticket,omitempty"` // a ticket for each new conversation; nil: none (TIX-04)

	Custom *CustomAccount `json:"custom,omitempty"` // of accounts of a custom channel
}

// TicketStart is where the tickets of a channel begin; empty: the first stage
// of the first pipeline.
type TicketStart struct {
	Pipeline string `json:"pipeline"`
	Stage    string `json:"stage"`
}

// Alias is another address that reaches an account.
type Alias struct {
	Address  string `json:"address"`
	Verified bool   `json:"verified"` // somebody read the mail that was sent there (EMAIL-04)
}

// From is the address that the account sends as.
func (a *ChannelAccount) From() string {
	if a.Settings.Custom != nil {
		return a.Settings.Custom.Identifier
	}
	if a.Settings.FromAddress != "" {
		return a.Settings.FromAddress
	}
	return a.Address
}

// Serves reports whether answers in th can leave by a: it feeds the inbox, or th
// came by it and was moved since, as tickets are (TIX-03).
func (a *ChannelAccount) Serves(th *Thread) bool {
	return a.ArchivedAt.IsZero() && (a.InboxID == th.InboxID || a.ID == th.AccountID)
}

// Addresses are all that stand for the account: its own and verified aliases.
func (a *ChannelAccount) Addresses() []string {
	out := []string{a.Address}
	for _, alias := range a.Settings.Aliases {
		if alias.Verified {
			out = append(out, alias.Address)
		}
	}
	return out
}

// MailServer is where a mailbox lives and how to get in.
type MailServer struct {
	Host     string `json:"host"`
	Port     int    `json:"port"`
	Security string `json:"security"` // "tls", "starttls" or "none"
	Username string `json:"username"`
	Auth     string `json:"auth,omitempty"` // "password" (default) or "xoauth2"
}
