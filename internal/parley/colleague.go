package parley

// ColleagueMail is mail that reached the address of a notification, as it came:
// who receives it decides nothing (COLLAB-13).
type ColleagueMail struct {
	Token         string         `json:"token"`
	ClientID      string         `json:"client_id"` // the same mail is the same answer
	From          string         `json:"from"`      // address
	Authenticated bool           `json:"authenticated"`
	Text          string         `json:"text"` // without what it quotes
	FileIDs       []AttachmentID `json:"file_ids,omitempty"`
}
