package visitor

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"regexp"
	"time"

	"parley/internal/blob"
	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
)

// Keep implements [channel.Desk].
func (d *Desk) Keep(ctx context.Context, g *channel.Guest, f channel.File) (*parley.Attachment, error) {
	names, err := d.blobs.Put(f.Data)
	if err != nil {
		return nil, &parley.Error{Kind: parley.Unavailable, Message: "the file store did not take the file", Err: err}
	}
	a := &parley.Attachment{VisitorID: g.Visitor.ID, Name: f.Name, ContentType: f.ContentType, Size: int64(len(f.Data)), Hash: names[0]}
	return a, d.db.Write(ctx, func(tx *store.Tx) error {
		a.ID, a.CreatedAt = parley.AttachmentID(tx.NewID()), tx.Now
		return tx.Insert("attachment", a)
	})
}

// unsent is how long a file waits for its message.
const unsent = 24 * time.Hour

// tidy removes files that were uploaded and never sent.
func (d *Desk) tidy(ctx context.Context) error {
	var free []string
	err := d.db.Write(ctx, func(tx *store.Tx) (err error) {
		free, err = tx.TidyUploads(tx.Now.Add(-unsent))
		return err
	})
	for _, hash := range free {
		err = errors.Join(err, d.blobs.Remove(hash))
	}
	return err
}

// File implements [channel.Desk].
func (d *Desk) File(ctx context.Context, id parley.AttachmentID) (*parley.Attachment, io.ReadSeekCloser, error) {
	a, err := d.db.Read(ctx).Attachment(id)
	if err != nil {
		return nil, nil, err
	}
	f, err := d.blobs.Open(a.Hash)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, parley.NotFoundf("there is no such file")
	}
	return a, f, err
}

// Thumbnail implements [channel.Desk].
func (d *Desk) Thumbnail(ctx context.Context, id parley.AttachmentID) ([]byte, error) {
	a, err := d.db.Read(ctx).Attachment(id)
	if err != nil {
		return nil, err
	}
	return d.picture(a.Hash, 320)
}

// Portrait implements [channel.Desk]: photos of the team and of the widget, and
// no other file.
func (d *Desk) Portrait(ctx context.Context, hash string) ([]byte, error) {
	h, err := d.look(ctx)
	if err != nil {
		return nil, err
	}
	if !h.shows(hash) {
		return nil, parley.NotFoundf("there is no such picture")
	}
	return d.picture(hash, 160)
}

func (h *house) shows(hash string) bool {
	if hash == "" {
		return false
	}
	for _, u := range h.users {
		if u.AvatarHash == hash && u.Active() {
			return true
		}
	}
	for _, a := range h.scene.Accounts {
		if a.Settings.Chat.AvatarHash == hash {
			return true
		}
	}
	for _, f := range h.scene.Flows {
		if f.Display.Heading.AvatarHash == hash {
			return true
		}
	}
	return false
}

func (d *Desk) picture(hash string, size int) ([]byte, error) {
	data, err := d.blobs.Get(hash)
	if err != nil {
		return nil, parley.NotFoundf("there is no such picture")
	}
	small, err := blob.Thumbnail(data, size)
	if err != nil {
		return nil, parley.NotFoundf("there is no such picture")
	}
	return small, nil
}

// ourPictures are what the editor pasted: visitors get them as files.
var ourPictures = regexp.MustCompile(`(?i)<img\b[^>]*>`)

// forVisitor makes the HTML of an answer what the widget shows.
func forVisitor(html string) string { return ourPictures.ReplaceAllString(html, "") }
