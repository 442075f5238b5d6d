package email

import (
	"context"
	"encoding/json"
	"fmt"

	"parley/internal/channel"
	"parley/internal/parley"
)

// cursor is how far a folder is settled. It is all that is remembered of a
// folder, and moves only after the sink has what lies behind it.
type cursor struct {
	Validity uint32 `json:"validity"` // of the folder (RFC 9051 section 2.3.1.1)
	UID      uint32 `json:"uid"`      // settled, and all below
	Until    uint32 `json:"until"`    // up to here lay when the folder was first seen: the old among them are left
	Trial    *trial `json:"trial,omitempty"`
	Holes    []hole `json:"holes,omitempty"` // set aside below UID, to be tried again
}

// trial is what is being read at this moment. Found in a cursor at start, it
// tells what the process did when it died.
type trial struct {
	First  uint32 `json:"first"`
	Last   uint32 `json:"last"`
	Stage  string `json:"stage"` // "parse" or "store"
	Parse  int    `json:"parse"` // deaths before, in each stage
	Stored int    `json:"stored"`
}

const (
	stageParse = "parse"
	stageStore = "store"
	// A parser that died twice on one mail will die again. While storing, a
	// process dies of many things that are not the mail's fault.
	maxParseDeaths = 2
	maxStoreDeaths = 5
)

// died counts the death that t bears witness of.
func (t *trial) died() {
	if t.Stage == stageParse {
		t.Parse++
	} else {
		t.Stored++
	}
}

// deadly reports whether the mail should not be touched again (EMAIL-22).
func (t *trial) deadly() bool { return t.Parse >= maxParseDeaths || t.Stored >= maxStoreDeaths }

// folder is a watched folder of a mailbox.
type folder struct {
	name string
	ours bool // the Sent folder (EMAIL-23)
	cur  cursor

	loaded  bool           // once by this process: a trial found later is its own
	single  uint32         // up to here mails are read one by one, for one of them killed the process
	suspect *trial         // the one mail that did
	stuck   map[uint32]int // how often the sink did not take each UID
	faults  int            // fetches in a row that failed
}

func (f *folder) key() string { return "imap:" + f.name }

// load reads the cursor and looks for a death that it tells of.
func (f *folder) load(ctx context.Context, state channel.State, id parley.ChannelAccountID) error {
	text, err := state.Get(ctx, id, f.key())
	if err != nil || text == "" {
		f.loaded = err == nil
		return err
	}
	if err := json.Unmarshal([]byte(text), &f.cur); err != nil {
		return fmt.Errorf("cursor of %s: %w", f.name, err)
	}
	if t := f.cur.Trial; t != nil && !f.loaded {
		f.single = t.Last
		if t.First == t.Last {
			t.died()
			f.suspect = t
		}
	}
	f.cur.Trial, f.loaded = nil, true
	return nil
}

func (f *folder) save(ctx context.Context, state channel.State, id parley.ChannelAccountID) error {
	text, err := json.Marshal(f.cur)
	if err != nil {
		return err
	}
	return state.Set(ctx, id, f.key(), string(text))
}
