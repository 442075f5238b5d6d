package parley

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// FirstCustomChannel is where the numbers of custom channels begin; those
// below are of the media that Parley has itself (API-12).
const FirstCustomChannel CustomChannelID = 100_000

// Kind is the kind of channel that accounts, threads and messages of a custom
// channel bear: each is a medium of its own.
func (id CustomChannelID) Kind() ChannelKind {
	return ChannelCustom + ":" + ChannelKind(id.String())
}

// Custom returns the custom channel that c is; zero for media of Parley's own.
func (c ChannelKind) Custom() CustomChannelID {
	number, ok := strings.CutPrefix(string(c), string(ChannelCustom)+":")
	if !ok {
		return 0
	}
	id, _ := ParseID[CustomChannelID]("channel", number)
	return id
}

// CustomChannel is a medium that an app brings: it hands in what people write
// there, and takes what the team answers (MSG-10).
type CustomChannel struct {
	ID           CustomChannelID
	AppID        AppID
	Name         string
	Description  string
	LogoURL      string
	WebhookURL   string // where answers are pushed to
	ConnectURL   string // where connecting from the settings leads (MSG-11)
	Capabilities ChannelCapabilities
	CreatedAt    time.Time
	UpdatedAt    time.Time
	ArchivedAt   time.Time
}

// Threading tells what keeps messages together (MSG-13).
type Threading string

// The threading models.
const (
	ByIntegrationThread Threading = "INTEGRATION_THREAD_ID"
	ByDeliveryPair      Threading = "DELIVERY_IDENTIFIER"
)

// Kinds of delivery identifier (API-22).
const (
	IdentEmail     = "HS_EMAIL_ADDRESS"
	IdentPhone     = "HS_PHONE_NUMBER"
	IdentShortCode = "HS_SHORT_CODE"
	IdentOpaque    = "CHANNEL_SPECIFIC_OPAQUE_ID"
)

// ChannelCapabilities is what a custom channel can carry (MSG-12), by its
// names on the wire.
type ChannelCapabilities struct {
	DeliveryIdentifierTypes        []string  `json:"deliveryIdentifierTypes"`
	RichText                       []string  `json:"richText"`
	ThreadingModel                 Threading `json:"threadingModel"`
	AllowInlineImages              bool      `json:"allowInlineImages"`
	AllowOutgoingMessages          bool      `json:"allowOutgoingMessages"`
	AllowConversationStart         bool      `json:"allowConversationStart"`
	AllowMultipleRecipients        bool      `json:"allowMultipleRecipients"`
	OutgoingAttachmentTypes        []string  `json:"outgoingAttachmentTypes"`
	AllowedFileAttachmentMimeTypes []string  `json:"allowedFileAttachmentMimeTypes"`
	MaxFileAttachmentCount         int       `json:"maxFileAttachmentCount"`
	MaxFileAttachmentSizeBytes     int64     `json:"maxFileAttachmentSizeBytes"`
	MaxTotalFileAttachmentSize     int64     `json:"maxTotalFileAttachmentSizeBytes"`
}

// Validate reports the first field that is wrong, and makes lists that were
// left out empty ones.
func (c *ChannelCapabilities) Validate() error {
	for _, list := range []*[]string{&c.DeliveryIdentifierTypes, &c.RichText, &c.OutgoingAttachmentTypes, &c.AllowedFileAttachmentMimeTypes} {
		*list = append([]string{}, *list...)
	}
	switch {
	case c.ThreadingModel != ByIntegrationThread && c.ThreadingModel != ByDeliveryPair:
		return Invalidf("capabilities.threadingModel", "threadingModel is %s or %s", ByIntegrationThread, ByDeliveryPair)
	case len(c.DeliveryIdentifierTypes) == 0:
		return Invalidf("capabilities.deliveryIdentifierTypes", "name at least one type of delivery identifier")
	case c.MaxFileAttachmentCount < 0 || c.MaxFileAttachmentSizeBytes < 0 || c.MaxTotalFileAttachmentSize < 0:
		return Invalidf("capabilities", "limits are not below zero")
	}
	for _, kind := range c.DeliveryIdentifierTypes {
		if !slices.Contains([]string{IdentEmail, IdentPhone, IdentShortCode, IdentOpaque}, kind) {
			return Invalidf("capabilities.deliveryIdentifierTypes", "there is no type of delivery identifier %q", kind)
		}
	}
	for _, kind := range c.OutgoingAttachmentTypes {
		if kind != "FILE" && kind != string(EnclosedReplies) {
			return Invalidf("capabilities.outgoingAttachmentTypes", "attachments that go out are of type FILE or QUICK_REPLIES")
		}
	}
	return nil
}

// CustomAccount is what an account of a custom channel has beside others.
type CustomAccount struct {
	Type       string `json:"type,omitempty"`       // of the identifier
	Identifier string `json:"identifier,omitempty"` // as which the account is known there
	Authorized bool   `json:"authorized"`           // without it nothing is sent (MSG-15)
}

// StagedAccount is an account of a custom channel on its way: its app has been
// asked to connect it (MSG-11).
type StagedAccount struct {
	TokenHash   string
	ChannelID   CustomChannelID
	InboxID     InboxID
	UserID      UserID
	AccountName string
	Type        string
	Identifier  string
	AccountID   ChannelAccountID // once it is connected
	CreatedAt   time.Time
	ExpiresAt   time.Time
}

// Starts reports whether the team can begin a conversation on c.
func (c *CustomChannel) Starts() bool {
	return c.Capabilities.AllowConversationStart && c.Capabilities.AllowOutgoingMessages && c.WebhookURL != "" && c.ArchivedAt.IsZero()
}

// TypeOf says of what type an address of a channel is, by its looks and by what
// the channel knows.
func (c ChannelCapabilities) TypeOf(address string) string {
	looks := IdentOpaque
	switch {
	case strings.Contains(address, "@"):
		looks = IdentEmail
	case strings.HasPrefix(address, "+"):
		looks = IdentPhone
	case address != "" && len(address) <= 6 && strings.Trim(address, "0123456789") == "":
		looks = IdentShortCode
	}
	if !slices.Contains(c.DeliveryIdentifierTypes, looks) && len(c.DeliveryIdentifierTypes) > 0 {
		return c.DeliveryIdentifierTypes[0]
	}
	return looks
}

// PairKey is what keeps the messages of two delivery identifiers together
// (MSG-13).
func PairKey(outside, ours string) string {
	return "pair " + strconv.Quote(outside) + " " + strconv.Quote(ours)
}
