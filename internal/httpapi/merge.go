package httpapi

import (
	"strconv"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Threads is rows after a change.
type Threads struct {
	Threads []ThreadRow `json:"threads"`
}

func (c *call) undo(in *idPath) (*Threads, error) {
	id, err := parley.ParseID[int64]("id", in.ID)
	if err != nil {
		return nil, err
	}
	var changed []parley.ThreadID
	err = c.s.DB.Write(c, func(tx *store.Tx) (err error) {
		changed, err = triage.Undo(tx, c.Actor(), id, c.allowed(triage.Verb{}))
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err := c.rowsOf(changed)
	return &Threads{rows}, err
}

type mergeInput struct {
	ThreadPath
	Body struct {
		Into string `json:"into"`
	}
}

// UndoableThread is a thread after a change that can be undone.
type UndoableThread struct {
	UndoID string    `json:"undo_id"`
	Thread ThreadRow `json:"thread"`
}

func (c *call) merge(in *mergeInput) (*UndoableThread, error) {
	from, err := in.id()
	if err != nil {
		return nil, err
	}
	to, err := parley.ParseID[parley.ThreadID]("into", in.Body.Into)
	if err != nil {
		return nil, err
	}
	var undoID int64
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		a, _, err := auth.ActOnThread(&tx.Reader, c.User, from)
		if err != nil {
			return err
		}
		b, _, err := auth.ActOnThread(&tx.Reader, c.User, to)
		if err != nil {
			return err
		}
		undoID, err = triage.Merge(tx, c.Actor(), a, b)
		return err
	})
	return c.undoable(undoID, to, err)
}

type splitInput struct {
	ThreadPath
	Body struct {
		ItemIDs []string `json:"item_ids" minItems:"1" maxItems:"500"`
		Subject string   `json:"subject,omitempty" maxLength:"500"`
	}
}

func (c *call) split(in *splitInput) (*UndoableThread, error) {
	id, err := in.id()
	if err != nil {
		return nil, err
	}
	var undoID int64
	var fresh *parley.Thread
	err = c.s.DB.Write(c, func(tx *store.Tx) error {
		th, _, err := auth.ActOnThread(&tx.Reader, c.User, id)
		if err != nil {
			return err
		}
		fresh, undoID, err = triage.Split(tx, c.Actor(), th, in.Body.ItemIDs, in.Body.Subject)
		return err
	})
	if err != nil {
		return nil, err
	}
	return c.undoable(undoID, fresh.ID, nil)
}

func (c *call) undoable(undoID int64, id parley.ThreadID, err error) (*UndoableThread, error) {
	if err != nil {
		return nil, err
	}
	rows, err := c.rowsOf([]parley.ThreadID{id})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &UndoableThread{strconv.FormatInt(undoID, 10), rows[0]}, nil
}
