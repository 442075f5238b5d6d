package kb

import (
	"net/http"

	"parley/internal/parley"
	"parley/internal/store"
)

// MaxPicture bounds a picture of an article, in bytes.
const MaxPicture = 10 << 20

// pictureTypes are those that every browser shows and that run nothing.
var pictureTypes = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true}

// PictureType is what a picture is by its bytes, or an error for anything else:
// what it claims to be counts for nothing (ATK-32).
func PictureType(data []byte) (string, error) {
	if kind := http.DetectContentType(data); pictureTypes[kind] {
		return kind, nil
	}
	return "", parley.Invalidf("file", "this is no PNG, JPEG, GIF or WebP picture")
}

// AddPicture lets articles show a file that is kept, and returns where it is.
func AddPicture(tx *store.Tx, by *parley.User, f *parley.ArticleFile) (string, error) {
	f.UploadedBy, f.CreatedAt = by.ID, tx.Now
	_, err := tx.InsertNew("article_file", f)
	return FilesPath + f.Hash, err
}
