package deliver

import (
	"regexp"
	"slices"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// uploadedImage is an image that its author pasted: the editor shows it by its
// address here, which means nothing to a recipient.
var uploadedImage = regexp.MustCompile(`src="/api/files/([0-9]{1,18})"`)

// inlineImages makes pasted images parts of the message: the HTML names them
// by Content-ID, and they go along as files. An image that the author may not
// use is left as it is and shows nothing.
func inlineImages(tx *store.Tx, author *parley.User, html string, files []*parley.Attachment) (string, []*parley.Attachment) {
	html = uploadedImage.ReplaceAllStringFunc(html, func(src string) string {
		id, err := parley.ParseID[parley.AttachmentID]("src", uploadedImage.FindStringSubmatch(src)[1])
		if err != nil {
			return src
		}
		i := slices.IndexFunc(files, func(f *parley.Attachment) bool { return f.ID == id })
		if i < 0 {
			f, err := tx.Attachment(id)
			if err != nil || f.UploadedBy != author.ID || f.MessageID != 0 {
				return src
			}
			files = append(files, f)
			i = len(files) - 1
		}
		f := files[i]
		if !strings.HasPrefix(f.ContentType, "image/") {
			return src
		}
		if f.ContentID == "" {
			f.ContentID = store.RandomHex(12) + "@inline"
		}
		f.Inline = true
		return `src="cid:` + f.ContentID + `"`
	})
	return html, files
}
