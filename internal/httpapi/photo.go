package httpapi

import (
	"bytes"
	"image"
	"image/color"
	_ "image/gif" // accepted as photos
	_ "image/jpeg"
	"image/png"
	"io"
	"net/http"
	"os"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// Bounds of photos: what is sent, in bytes and pixels, and what is kept.
const (
	maxPhoto       = 8 << 20
	maxPhotoPixels = 40 << 20
	photoSide      = 256
)

// setPhoto keeps the picture in the body as a square PNG. It is drawn anew, so
// that nothing but pixels is kept.
func (c *call) setPhoto(w http.ResponseWriter, req *http.Request) error {
	data, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxPhoto))
	if err != nil {
		return &parley.Error{Kind: parley.TooLarge, Message: "a photo may have 8 MB"}
	}
	picture, err := square(data)
	if err != nil {
		return err
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

// square cuts the middle out of a picture and scales it.
func square(data []byte) ([]byte, error) {
	notPicture := parley.Invalidf("photo", "send a PNG, JPEG or GIF picture")
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width*config.Height > maxPhotoPixels || config.Width < 1 || config.Height < 1 {
		return nil, notPicture
	}
	src, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, notPicture
	}
	b := src.Bounds()
	side := min(b.Dx(), b.Dy())
	left, top := b.Min.X+(b.Dx()-side)/2, b.Min.Y+(b.Dy()-side)/2
	out := image.NewNRGBA(image.Rect(0, 0, photoSide, photoSide))
	for y := range photoSide {
		for x := range photoSide {
			from := image.Rect(left+x*side/photoSide, top+y*side/photoSide, left+(x+1)*side/photoSide, top+(y+1)*side/photoSide)
			out.Set(x, y, average(src, from))
		}
	}
	var buf bytes.Buffer
	err = png.Encode(&buf, out)
	return buf.Bytes(), err
}

// average is the mean colour of a part of a picture, of at least one pixel and
// at most 8 by 8 of them.
func average(src image.Image, r image.Rectangle) color.Color {
	stepX, stepY := max(r.Dx()/8, 1), max(r.Dy()/8, 1)
	var red, green, blue, alpha, n uint64
	for y := r.Min.Y; y < max(r.Max.Y, r.Min.Y+1); y += stepY {
		for x := r.Min.X; x < max(r.Max.X, r.Min.X+1); x += stepX {
			pr, pg, pb, pa := src.At(x, y).RGBA()
			red, green, blue, alpha, n = red+uint64(pr), green+uint64(pg), blue+uint64(pb), alpha+uint64(pa), n+1
		}
	}
	return color.RGBA64{uint16(red / n), uint16(green / n), uint16(blue / n), uint16(alpha / n)}
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
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "private, max-age=300")
	_, err = io.Copy(w, f)
	return err
}
