package ingest

import (
	"strings"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// colleague hands on mail that a user of ours wrote to the address of a
// notification (COLLAB-13); done is false for all other mail. What a machine
// answers is dropped there and then.
func colleague(tx *store.Tx, p *prepared) (done bool, err error) {
	for _, address := range p.in.Delivered {
		token := parley.ReplyToken(address)
		if token == "" {
			continue
		}
		a, err := tx.MailAnswer(token)
		if err != nil {
			return false, err
		}
		if a == nil {
			continue
		}
		if p.in.Auto != "" || p.in.Quarantine != "" {
			return true, nil
		}
		files, err := colleagueFiles(tx, p, a.UserID)
		if err != nil {
			return false, err
		}
		m := parley.ColleagueMail{Token: token, ClientID: "mail-" + p.rawHash, From: p.in.From.Address, Authenticated: p.in.Authenticated == "pass", Text: strings.TrimSpace(p.in.Reply), FileIDs: files}
		_, err = job.Enqueue(tx, job.Spec{Kind: "notify.answer", Payload: m})
		return true, err
	}
	return false, nil
}

// colleagueFiles keeps what is attached as if its author had uploaded it.
func colleagueFiles(tx *store.Tx, p *prepared, author parley.UserID) ([]parley.AttachmentID, error) {
	var out []parley.AttachmentID
	for i, f := range p.in.Files {
		if f.Inline || f.Missing {
			continue
		}
		id := parley.AttachmentID(tx.NewID())
		err := tx.Insert("attachment", &parley.Attachment{ID: id, UploadedBy: author, Name: f.Name, ContentType: f.ContentType, Size: int64(len(f.Data)), Hash: p.fileHash[i], CreatedAt: tx.Now})
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}
