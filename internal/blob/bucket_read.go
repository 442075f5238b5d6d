package blob

import (
	"context"
	"errors"
	"io"

	"github.com/minio/minio-go/v7"
)

// object is a blob of a bucket that is read. It asks for the bytes from where
// it stands when they are read, so that a part costs no more than a part.
type object struct {
	b    *bucket
	key  string
	size int64
	at   int64         // where the reader stands
	body io.ReadCloser // what the server sends, or nil
	from int64         // where the body stands
	stop context.CancelFunc
}

// open asks for the whole at once: most readers begin at the beginning, and the
// answer tells the size.
func (b *bucket) open(name string) (File, error) {
	o := &object{b: b, key: b.key(Place(name))}
	if err := o.ask(0); err != nil {
		return nil, err
	}
	return o, nil
}

// ask begins to read at a place.
func (o *object) ask(at int64) error {
	var opts minio.GetObjectOptions
	if at > 0 {
		if err := opts.SetRange(at, 0); err != nil {
			return err
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	body, info, _, err := o.b.core.GetObject(ctx, o.b.Name, o.key, opts)
	if err != nil {
		stop()
		return o.b.explain("read from", err)
	}
	if at == 0 {
		o.size = info.Size
	}
	o.body, o.from, o.stop = body, at, stop
	return nil
}

// Size implements [File].
func (o *object) Size() int64 { return o.size }

// tries is how often reading begins anew at a place where it broke off.
const tries = 3

// Read implements [File].
func (o *object) Read(p []byte) (n int, err error) {
	if o.at >= o.size {
		return 0, io.EOF
	}
	for range tries {
		if o.body == nil || o.from != o.at {
			o.drop()
			if err = o.ask(o.at); err != nil {
				continue
			}
		}
		n, err = o.body.Read(p)
		o.at += int64(n)
		o.from = o.at
		if err != nil {
			o.drop()
		}
		if n > 0 || len(p) == 0 {
			return n, nil
		}
		if err == nil {
			err = io.ErrNoProgress
		}
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return 0, o.b.explain("read from", err)
}

// Seek implements [File].
func (o *object) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	o.at = offset
	return offset, nil
}

func (o *object) drop() {
	if o.body != nil {
		o.stop()
		o.body.Close()
		o.body = nil
	}
}

// Close implements [File].
func (o *object) Close() error {
	o.drop()
	return nil
}
