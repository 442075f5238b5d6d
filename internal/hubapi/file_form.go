package hubapi

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"regexp"
	"strconv"
	"time"

	"parley/internal/files"
	"parley/internal/parley"
)

// uploaded is a file as it comes in a form of several parts.
type uploaded struct {
	data   []byte
	name   string
	fields map[string]string
}

// form reads the parts of an upload.
func (c *call) form() (*uploaded, error) {
	parts, err := c.r.MultipartReader()
	if err != nil {
		return nil, &fault{status: http.StatusUnsupportedMediaType, category: "VALIDATION_ERROR", message: "send the file as multipart/form-data"}
	}
	up := &uploaded{fields: map[string]string{}}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, brokenUpload(err)
		}
		if err := up.take(part); err != nil {
			return nil, err
		}
	}
	if up.data == nil {
		return nil, parley.Invalidf("file", "the part named file is missing")
	}
	return up, nil
}

func (up *uploaded) take(part *multipart.Part) error {
	limit := int64(64 << 10)
	if part.FormName() == "file" {
		limit = files.MaxSize
	}
	data, err := io.ReadAll(io.LimitReader(part, limit+1))
	if err != nil {
		return brokenUpload(err)
	}
	if int64(len(data)) > limit {
		return &parley.Error{Kind: parley.TooLarge, Field: part.FormName(), Message: "this part is too large"}
	}
	if part.FormName() == "file" {
		up.data, up.name = data, part.FileName()
	} else {
		up.fields[part.FormName()] = string(data)
	}
	return nil
}

func brokenUpload(err error) error {
	if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
		return parley.Errorf(parley.TooLarge, "the upload is longer than %d bytes", tooLong.Limit)
	}
	return parley.Errorf(parley.Invalid, "the upload broke off")
}

// fileOptions are the wishes for a file, which come as JSON text or in a body.
type fileOptions struct {
	Access    parley.FileAccess `json:"access"`
	TTL       string            `json:"ttl"`
	Overwrite bool              `json:"overwrite"`
	ExpiresAt stamp             `json:"expiresAt"`
	Duplicate string            `json:"duplicateValidationStrategy"`
	Scope     string            `json:"duplicateValidationScope"`
}

func (o fileOptions) read(now time.Time) (files.Options, error) {
	out := files.Options{Access: o.Access, Overwrite: o.Overwrite, ExpiresAt: o.ExpiresAt.Time, Duplicate: o.Duplicate, Scope: o.Scope}
	if o.TTL != "" {
		m := period.FindStringSubmatch(o.TTL)
		if m == nil || o.TTL == "P" {
			return out, parley.Invalidf("ttl", "%q is no period: give one such as P3M", o.TTL)
		}
		n := [4]int{}
		for i := range n {
			n[i], _ = strconv.Atoi(m[i+1])
		}
		out.ExpiresAt = now.AddDate(n[0], n[1], 7*n[2]+n[3])
	}
	return out, out.Check()
}

// period is a length of time in years, months, weeks and days (ISO 8601).
var period = regexp.MustCompile(`^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$`)
