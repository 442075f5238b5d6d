package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"

	"github.com/minio/minio-go/v7"
)

// Why a bucket cannot be used. Each comes wrapped in a sentence.
var (
	ErrUnreachable = errors.New("the server cannot be reached")
	ErrKeys        = errors.New("the keys are not taken")
	ErrBucket      = errors.New("there is no such bucket")
	ErrRight       = errors.New("the keys give no right to that")
)

// look finds out whether the bucket is there, and whether it keeps versions.
func (b *bucket) look(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.core.ListObjectsIter(ctx, b.Name, minio.ListObjectsOptions{Prefix: b.key(""), Recursive: true, MaxKeys: 1}) {
		if o.Err != nil {
			return b.explain("list", o.Err)
		}
		break
	}
	v, err := b.core.GetBucketVersioning(ctx, b.Name)
	if err != nil && minio.ToErrorResponse(err).StatusCode == 0 {
		return b.explain("ask for versions in", err)
	}
	b.versions = err == nil && (v.Enabled() || v.Suspended()) // a server that has none may refuse to say
	return nil
}

// try keeps, reads and removes a blob of its own.
func (b *bucket) try(ctx context.Context) error {
	probe := make([]byte, 16)
	rand.Read(probe)
	key := b.key("trial-" + hex.EncodeToString(probe[:4]))
	_, err := b.core.PutObject(ctx, b.Name, key, bytes.NewReader(probe), int64(len(probe)), "", Hash(probe), minio.PutObjectOptions{})
	if err != nil {
		return b.explain("write to", err)
	}
	o := &object{b: b, key: key}
	err = o.ask(0)
	if err == nil {
		got, e := io.ReadAll(o)
		if o.Close(); e == nil && !bytes.Equal(got, probe) {
			e = errors.New("what was written reads otherwise")
		}
		err = b.explain("read from", e)
	}
	return errors.Join(err, b.removeKey(ctx, key))
}

// explain makes a sentence of what went wrong when we wanted to do something
// with the bucket. What the server says follows; it holds no secret.
func (b *bucket) explain(do string, err error) error {
	if err == nil {
		return nil
	}
	res := minio.ToErrorResponse(err)
	kind := error(nil)
	switch res.Code {
	case minio.NoSuchKey:
		return fs.ErrNotExist
	case minio.NoSuchBucket:
		kind = ErrBucket
	case minio.AccessDenied, "AllAccessDisabled":
		kind = ErrRight
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "InvalidTokenId":
		kind = ErrKeys
	}
	var network *url.Error
	var op *net.OpError
	switch {
	case kind != nil:
	case res.StatusCode == http.StatusForbidden:
		kind = ErrRight
	case errors.As(err, &network), errors.As(err, &op):
		kind = ErrUnreachable
	}
	if kind == nil || errors.Is(err, kind) {
		return fmt.Errorf("%s %s: %w", do, b.Bucket, err)
	}
	return fmt.Errorf("%s %s: %w: %w", do, b.Bucket, kind, err)
}
