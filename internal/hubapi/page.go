package hubapi

import (
	"encoding/base64"
	"strconv"
	"strings"

	"parley/internal/parley"
)

// list is a page of results (API-10). Paging is absent on the last page: clients
// go on until it is.
type list struct {
	Total   *int    `json:"total,omitempty"` // on lists "with total"
	Results any     `json:"results"`
	Paging  *paging `json:"paging,omitempty"`
}

type paging struct {
	Next *step `json:"next,omitempty"`
	Prev *back `json:"prev,omitempty"`
}

type step struct {
	After string `json:"after"`
	Link  string `json:"link,omitempty"`
}

type back struct {
	Before string `json:"before"`
	Link   string `json:"link,omitempty"`
}

// pageSize reads limit, which is at least 1 and at most max.
func (c *call) pageSize(usual, max int) (int, error) {
	text := c.word("limit")
	if text == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > max {
		return 0, parley.Invalidf("limit", "limit is a number from 1 to %d", max)
	}
	return n, nil
}

// next is the paging of a page that another follows, which begins after a key.
func (c *call) next(after string) *paging {
	u := *c.r.URL
	q := u.Query()
	q.Set("after", after)
	q.Del("hapikey")
	return &paging{Next: &step{After: after, Link: c.s.BaseURL + u.EscapedPath() + "?" + q.Encode()}}
}

// cursor writes where a page ends, for the caller to give back.
func cursor(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "|")))
}

// after reads a cursor of n parts; nil for the first page.
func (c *call) after(n int) ([]string, error) {
	text := c.word("after")
	if text == "" {
		return nil, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(text)
	parts := strings.Split(string(data), "|")
	if err != nil || len(parts) != n {
		return nil, badCursor()
	}
	return parts, nil
}

func badCursor() error {
	return parley.Invalidf("after", "after is not a value that a page before gave")
}

// slicePage cuts a page out of a list that is at hand whole: settings, which are
// few. The cursor is the offset.
func slicePage[T any](c *call, all []T, usual, max int) ([]T, *paging, error) {
	size, err := c.pageSize(usual, max)
	if err != nil {
		return nil, nil, err
	}
	from := 0
	if text := c.word("after"); text != "" {
		if from, err = strconv.Atoi(text); err != nil || from < 0 {
			return nil, nil, badCursor()
		}
	}
	from = min(from, len(all))
	to := min(from+size, len(all))
	if to == len(all) {
		return all[from:to], nil, nil
	}
	return all[from:to], c.next(strconv.Itoa(to)), nil
}
