package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"

	"parley/internal/channel/email"
	"parley/internal/parley"
)

// source is where mails to import lie, in an order that stays.
type source struct {
	name  string // for people, and in the ledger
	key   string // under which the position is remembered
	total int64  // mails, or bytes
	bytes bool
	mails func(from position) iter.Seq2[email.Raw, error]
}

// position is how far an import has come: behind one mail of the source.
type position struct {
	Count  int64  `json:"count"`            // mails so far
	Offset int64  `json:"offset,omitempty"` // mbox: where the next begins
	Folder string `json:"folder,omitempty"` // maildir: the mail's
	Name   string `json:"name,omitempty"`
	UID    uint32 `json:"uid,omitempty"` // mailbox: the mail's
}

// behind is the position after raw.
func (at position) behind(raw *email.Raw) position {
	return position{Count: at.Count + 1, Offset: raw.Next, Folder: raw.Folder, Name: path.Base(raw.Name), UID: raw.UID}
}

// where names the place of a mail for people.
func where(raw *email.Raw) string {
	switch {
	case raw.UID != 0:
		return fmt.Sprintf("uid %d", raw.UID)
	case raw.Name != "":
		return raw.Name
	}
	return fmt.Sprintf("at byte %d", raw.Offset)
}

// memory names a source for its position: another file under the same path is
// another source.
func memory(kind, name string, mark any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%v", kind, name, mark))
	return fmt.Sprintf("import:%x", sum[:12])
}

func mboxSource(name string, limit int64) (*source, error) {
	full, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(full) // open as long as the command runs
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	head := make([]byte, 4096)
	n, err := f.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	return &source{name: full, key: memory("mbox", full, head[:n]), total: info.Size(), bytes: true,
		mails: func(from position) iter.Seq2[email.Raw, error] { return email.Mbox(f, from.Offset, limit) }}, nil
}

func maildirSource(dir string, limit int64) (*source, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	total := int64(0)
	err = filepath.WalkDir(full, func(name string, d fs.DirEntry, err error) error {
		if sub := filepath.Base(filepath.Dir(name)); err == nil && !d.IsDir() && (sub == "cur" || sub == "new") {
			total++
		}
		return nil
	})
	return &source{name: full, key: memory("maildir", full, nil), total: total, mails: func(from position) iter.Seq2[email.Raw, error] {
		return beyond(email.Maildir(full, limit), from)
	}}, err
}

// beyond leaves out the mails up to a position, which may itself be gone:
// folders come in the order of their names, and so do mails in each.
func beyond(mails iter.Seq2[email.Raw, error], from position) iter.Seq2[email.Raw, error] {
	return func(yield func(email.Raw, error) bool) {
		for raw, err := range mails {
			done := raw.Folder < from.Folder || raw.Folder == from.Folder && path.Base(raw.Name) <= from.Name
			if from.Count > 0 && raw.Name != "" && done {
				continue
			}
			if !yield(raw, err) {
				return
			}
		}
	}
}

func imapSource(ctx context.Context, p *email.Poller, acct *parley.ChannelAccount, f email.FolderSize) *source {
	return &source{name: f.Folder, key: memory("imap", f.Folder, f.Validity), total: f.Mails, mails: func(from position) iter.Seq2[email.Raw, error] {
		return p.Mails(ctx, acct, f.Folder, from.UID)
	}}
}
