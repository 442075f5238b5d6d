package importer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client reads a HubSpot account, no faster than it allows.
type Client struct {
	BaseURL string // https://api.hubapi.com, or another that answers the same
	Token   string // of a private app
	HTTP    *http.Client
}

const (
	tries    = 6
	maxReply = 64 << 20
)

// refused is an answer that is no success.
type refused struct {
	status  int
	message string
}

func (r *refused) Error() string { return fmt.Sprintf("%d: %s", r.status, r.message) }

func (c *Client) get(ctx context.Context, path string, query url.Values, into any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.call(ctx, http.MethodGet, path, nil, into)
}

func (c *Client) post(ctx context.Context, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, path, text, into)
}

// call asks once more after a pause where the account is busy: as long as it
// says, else twice as long each time.
func (c *Client) call(ctx context.Context, method, path string, body []byte, into any) error {
	wait := time.Second
	for try := 1; ; try++ {
		after, err := c.once(ctx, method, path, body, into)
		if err == nil || try == tries || after < 0 {
			if err != nil {
				err = fmt.Errorf("%s %s: %w", method, strings.SplitN(path, "?", 2)[0], err)
			}
			return err
		}
		if after == 0 {
			after, wait = wait, 2*wait
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(after):
		}
	}
}

// once asks, and says after how long to ask again; negative: never, zero: when
// one thinks fit.
func (c *Client) once(ctx context.Context, method, path string, body []byte, into any) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimRight(c.BaseURL, "/")+path, bytes.NewReader(body))
	if err != nil {
		return -1, err
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxReply))
	if err != nil {
		return 0, err
	}
	if resp.StatusCode < 300 {
		return -1, json.Unmarshal(text, into)
	}
	var said struct{ Message string }
	json.Unmarshal(text, &said)
	problem := &refused{resp.StatusCode, said.Message}
	if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500 {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return time.Duration(seconds) * time.Second, problem
	}
	return -1, problem
}

// paging is how a list goes on.
type paging struct {
	Next struct{ After string }
}

// pages reads a list to its end.
func pages[T any](ctx context.Context, c *Client, path string, query url.Values, each func([]T) error) error {
	if query == nil {
		query = url.Values{}
	}
	for {
		var page struct {
			Results []T
			Paging  paging
		}
		if err := c.get(ctx, path, query, &page); err != nil {
			return err
		}
		if err := each(page.Results); err != nil {
			return err
		}
		if page.Paging.Next.After == "" {
			return nil
		}
		query.Set("after", page.Paging.Next.After)
	}
}

// file reads the bytes that a signed address leads to.
func (c *Client) file(ctx context.Context, address string, limit int64) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, &refused{resp.StatusCode, "the file cannot be read"}
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("larger than %d bytes", limit)
	}
	return data, err
}
