package httpapi

import (
	"io"
	"net/http"
	"os"

	"parley/internal/blob"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// Bounds of photos: the bytes that are sent, and the pixels a side that are kept.
const (
	maxPhoto  = 8 << 20
	photoSide = 512
)

// setPhoto keeps the picture in the body. It is drawn anew, so that nothing but
// pixels is kept.
func (c *call) setPhoto(w http.ResponseWriter, req *http.Request) error {
	data, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxPhoto))
	if err != nil {
		return &parley.Error{Kind: parley.TooLarge, Message: "a photo may have 8 MB"}
	}
	picture, err := blob.Thumbnail(data, photoSide)
	if err != nil {
		return parley.Invalidf("photo", "send a PNG, JPEG, GIF or WebP picture")
	}
	names, err := c.s.Blobs.Put(picture)
	if err != nil {
		return err
	}
	if err := c.savePhoto(names[0]); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (c *call) dropPhoto(*struct{}) error { return c.savePhoto("") }

func (c *call) savePhoto(hash string) error {
	return c.write(func(tx *store.Tx) error {
		u, err := tx.User(c.User.ID)
		if err != nil {
			return err
		}
		u.AvatarHash = hash
		return settings.UpdateProfile(tx, u)
	})
}

// avatar shows a colleague's photo.
func (c *call) avatar(w http.ResponseWriter, req *http.Request) error {
	id, err := parley.ParseID[parley.UserID]("id", req.PathValue("id"))
	if err != nil {
		return err
	}
	u, err := c.s.DB.Read(c).User(id)
	if err != nil {
		return err
	}
	f, err := c.s.Blobs.Open(u.AvatarHash)
	if u.AvatarHash == "" || os.IsNotExist(err) {
		return parley.NotFoundf("no photo")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, max-age=300")
	_, err = io.Copy(w, f)
	return err
}
