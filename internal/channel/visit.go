package channel

import "parley/internal/parley"

// Visit is what a message from the widget has beside others.
type Visit struct {
	Visitor    *parley.Visitor // as the widget knows it; its row is made with the first message
	ThreadID   parley.ThreadID // to go on in, a thread of this visitor; zero: a new one
	ChatflowID parley.ChatflowID
	Language   string // of the chatflow
	Welcome    string // what the widget had said first, in a new thread
	ClientID   string // of the visitor's browser
	PageURL    string
	PageTitle  string
	Consent    string                // the words agreed to; empty for none
	FileIDs    []parley.AttachmentID // uploaded by this visitor before
	Choice     *Choice               // what was picked of quick replies; nil: none
}

// Choice is what a visitor picked of the quick replies that a message offered.
type Choice struct {
	Message string // its public id
	Values  []string
}
