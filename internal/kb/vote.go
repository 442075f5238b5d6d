package kb

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"parley/internal/parley"
	"parley/internal/store"
)

// maxVotes bounds what is remembered in a day; beyond, nothing is counted.
const maxVotes = 50_000

// maxVotesAddress is how many articles one address may judge in a day.
const maxVotesAddress = 30

// votes remembers who judged what today, in memory: a restart forgives.
type votes struct {
	now     func() time.Time
	mu      sync.Mutex
	since   time.Time
	given   map[[2]string]bool
	byOwner map[string]int
}

func newVotes(now func() time.Time) *votes { return &votes{now: now} }

// take reports whether an address may judge a thing now: once a day.
func (v *votes) take(address, thing string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if now := v.now(); v.given == nil || now.Sub(v.since) >= 24*time.Hour {
		v.since, v.given, v.byOwner = now, map[[2]string]bool{}, map[string]int{}
	}
	key := [2]string{address, thing}
	if v.given[key] || v.byOwner[address] >= maxVotesAddress || len(v.given) >= maxVotes {
		return false
	}
	v.given[key] = true
	v.byOwner[address]++
	return true
}

func (s *Site) count(r *http.Request, id parley.ArticleID, language string, helpful bool) {
	err := s.DB.Write(r.Context(), func(tx *store.Tx) error {
		_, err := tx.CountVote(id, language, helpful)
		return err
	})
	if err != nil {
		slog.Warn("count a vote on an article", "err", err)
	}
}
