package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket is a place for blobs on a server that speaks S3.
type Bucket struct {
	Name        string
	Prefix      string // within the bucket, without slashes at its ends; may be empty
	Endpoint    string // http:// or https:// and the server; empty: Amazon's
	Region      string // empty: us-east-1
	PathStyle   bool   // the bucket is part of the path also at Amazon; elsewhere it always is
	HostStyle   bool   // the bucket is part of the host name also elsewhere
	Credentials string // file with the keys; empty: the environment has them
	Scratch     string // folder for what comes from a stream, until its name is known
	ReadOnly    bool   // nothing will be kept
}

// ParseBucket reads s3://bucket/prefix.
func ParseBucket(address string) (b Bucket, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return b, errors.New("give s3://bucket or s3://bucket/prefix")
	}
	return Bucket{Name: u.Host, Prefix: strings.Trim(u.Path, "/")}, nil
}

// String is the address that [ParseBucket] reads.
func (b Bucket) String() string {
	return strings.TrimSuffix("s3://"+b.Name+"/"+b.Prefix, "/")
}

// server is the endpoint, and whether it is spoken to by TLS.
func (b Bucket) server() (host string, secure bool, err error) {
	if b.Endpoint == "" {
		return "s3.amazonaws.com", true, nil
	}
	u, err := url.Parse(b.Endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return "", false, fmt.Errorf("%w: give an address such as https://s3.example.org:9000", ErrUnreachable)
	}
	return u.Host, u.Scheme == "https", nil
}

// bucket keeps blobs in one. Each is one object, written by one request, which
// the server answers when the bytes are there for good.
type bucket struct {
	Bucket
	core     *minio.Core
	versions bool // the server keeps what is removed, unless each version is
}

// OpenBucket returns the store in a bucket, after it has tried that all which
// the store does there can be done.
func OpenBucket(ctx context.Context, at Bucket) (*Store, error) {
	b, err := newBucket(at)
	if err != nil {
		return nil, err
	}
	if err := b.look(ctx); err != nil {
		return nil, err
	}
	if !at.ReadOnly {
		if err := b.try(ctx); err != nil {
			return nil, err
		}
	}
	return &Store{keeper: b}, nil
}

func newBucket(at Bucket) (*bucket, error) {
	host, secure, err := at.server()
	if err != nil {
		return nil, err
	}
	o := &minio.Options{Secure: secure, Transport: transport(), Creds: credentials.New(&keys{file: at.Credentials}), Region: at.Region, MaxRetries: 4}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	switch {
	case at.PathStyle:
		o.BucketLookup = minio.BucketLookupPath
	case at.HostStyle:
		o.BucketLookup = minio.BucketLookupDNS
	}
	core, err := minio.NewCore(host, o)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	core.SetAppInfo("parley", "1")
	return &bucket{Bucket: at, core: core}, nil
}

func (b *bucket) close() error { return nil }

func (b *bucket) key(place string) string { return strings.TrimPrefix(b.Prefix+"/"+place, "/") }

const (
	abreast = 4         // blobs of one call that are sent side by side
	askFrom = 128 << 10 // bytes from which on it pays to ask whether they are there
)

func (b *bucket) put(names []string, blobs [][]byte) error {
	if len(names) == 1 {
		return b.send(names[0], bytes.NewReader(blobs[0]), int64(len(blobs[0])))
	}
	turn, errs := make(chan struct{}, abreast), make(chan error, len(names))
	for i, name := range names {
		turn <- struct{}{}
		go func() {
			errs <- b.send(name, bytes.NewReader(blobs[i]), int64(len(blobs[i])))
			<-turn
		}()
	}
	var err error
	for range names {
		err = errors.Join(err, <-errs)
	}
	return err
}

// send keeps one blob. Its name goes along as the checksum of the request: the
// server refuses other bytes.
func (b *bucket) send(name string, r io.ReadSeeker, size int64) error {
	ctx := context.Background()
	if size >= askFrom {
		if info, err := b.core.StatObject(ctx, b.Name, b.key(Place(name)), minio.StatObjectOptions{}); err == nil && info.Size == size {
			return nil
		}
	}
	_, err := b.core.PutObject(ctx, b.Name, b.key(Place(name)), r, size, "", name, minio.PutObjectOptions{ContentType: "application/octet-stream"})
	return b.explain("write to", err)
}

// putFrom holds the bytes in a file without a name meanwhile, so that nothing
// of them stays where the process is killed.
func (b *bucket) putFrom(r io.Reader, want string) (string, int64, error) {
	f, err := os.CreateTemp(b.Scratch, "sending-*")
	if err != nil {
		return "", 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	os.Remove(f.Name()) // where the system does not let us, it goes at the end
	name, size, err := spool(f, r, want)
	if err != nil {
		return "", size, err
	}
	return name, size, b.send(name, f, size)
}

func (b *bucket) remove(name string) error {
	return b.removeKey(context.Background(), b.key(Place(name)))
}

func (b *bucket) removeKey(ctx context.Context, key string) error {
	if !b.versions {
		return b.explain("remove from", b.core.RemoveObject(ctx, b.Name, key, minio.RemoveObjectOptions{}))
	}
	for o := range b.core.ListObjectsIter(ctx, b.Name, minio.ListObjectsOptions{Prefix: key, Recursive: true, WithVersions: true}) {
		err := o.Err
		if err == nil {
			err = b.core.RemoveObject(ctx, b.Name, o.Key, minio.RemoveObjectOptions{VersionID: o.VersionID})
		}
		if err != nil {
			return b.explain("remove all versions from", err)
		}
	}
	return nil
}

func (b *bucket) each(ctx context.Context, fn func(Entry) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for o := range b.core.ListObjectsIter(ctx, b.Name, minio.ListObjectsOptions{Prefix: b.key(""), Recursive: true}) {
		if o.Err != nil {
			return b.explain("list", o.Err)
		}
		if name := NameAt(strings.TrimPrefix(o.Key, b.key(""))); name != "" {
			if err := fn(Entry{name, o.Size, o.LastModified}); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// transport lets go of a server that is silent for long.
func transport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = patientDial
	t.MaxIdleConnsPerHost, t.ResponseHeaderTimeout, t.DisableCompression = 32, silence, true
	return t
}
