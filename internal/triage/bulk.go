package triage

import (
	"context"
	"encoding/json"

	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// BulkJob is the kind of job that works on more threads than an answer waits
// for. It goes on where it stopped when the server restarts.
const BulkJob = "triage.bulk"

// bulk is what such a job is to do: a verb on threads, or taking back what an
// earlier one did.
type bulk struct {
	UserID  parley.UserID     `json:"user_id"`
	Verb    Verb              `json:"verb"`
	Threads []parley.ThreadID `json:"threads,omitempty"`
	UndoID  int64             `json:"undo_id"` // where the verb keeps its undo
	Parts   []int64           `json:"parts,omitempty"`
}

func (b *bulk) total() int { return max(len(b.Threads), len(b.Parts)) }

// Enqueue leaves v on ids to a job; by answers for it. The undo, zero for what
// can't be taken back, also stops a job that is still at work.
func Enqueue(tx *store.Tx, by parley.Actor, v Verb, ids []parley.ThreadID) (id parley.JobID, undoID int64, err error) {
	if v.Action.Undoable() {
		if undoID, err = keepUndo(tx, by, undo{Parts: []int64{}}); err != nil {
			return 0, 0, err
		}
	}
	id, err = enqueue(tx, bulk{UserID: by.UserID(), Verb: v, Threads: ids, UndoID: undoID})
	return id, undoID, err
}

func enqueue(tx *store.Tx, b bulk) (parley.JobID, error) {
	id, err := job.Enqueue(tx, job.Spec{Kind: BulkJob, Queue: job.QueueBulk, Payload: b})
	if err != nil {
		return 0, err
	}
	return id, tx.JobProgress(id, 0, int64(b.total()))
}

// Bulk works off jobs of many threads.
type Bulk struct {
	DB *store.DB
	// Allowed returns what the user may do, as things stand in tx.
	Allowed func(tx *store.Tx, user parley.UserID, v Verb) (Allowed, error)
	// MayTicket is what [Verb] says, for a user.
	MayTicket func(user parley.UserID) func(*store.Tx, *parley.Thread) (bool, error)
	// Free removes what nobody uses any more, after a commit.
	Free func(Effects)
	// Tell hears how far it is.
	Tell func(user parley.UserID, id parley.JobID, done, total int)
}

// Run is the job's handler.
func (b *Bulk) Run(ctx context.Context, w *job.Work) error {
	var do bulk
	if err := w.Decode(&do); err != nil {
		return err
	}
	if b.MayTicket != nil {
		do.Verb.MayTicket = b.MayTicket(do.UserID)
	}
	var fx Effects
	piece := func(tx *store.Tx, done int) (int, int, error) {
		fx = Effects{}
		now, err := b.slice(tx, &do, done, &fx)
		return now, do.total(), err
	}
	return w.Slices(ctx, piece, func(done, total int) {
		b.Free(fx)
		b.Tell(do.UserID, w.ID, done, total)
	})
}

// slice does the next few and returns how many are done then.
func (b *Bulk) slice(tx *store.Tx, do *bulk, done int, fx *Effects) (int, error) {
	allowed, err := b.Allowed(tx, do.UserID, do.Verb)
	if err != nil {
		return 0, err
	}
	by := parley.ByUser(do.UserID)
	if done < len(do.Parts) {
		_, err := Undo(tx, by, do.Parts[done], allowed)
		if parley.KindOf(err) == parley.Internal {
			return 0, err
		}
		return done + 1, nil
	}
	whole, err := do.whole(tx)
	if err != nil || !whole.UndoneAt.IsZero() {
		return do.total(), err
	}
	part := do.Threads[done:min(done+sliceSize, len(do.Threads))]
	var changes []undoThread
	for _, id := range part {
		c, err := doOne(tx, by, do.Verb, id, allowed, fx)
		if parley.KindOf(err) == parley.Internal {
			return 0, err
		}
		if c != nil {
			changes = append(changes, *c)
		}
	}
	return done + len(part), keepPart(tx, by, whole, changes)
}

// whole is the undo of all slices; an empty one where there is none.
func (b *bulk) whole(tx *store.Tx) (*store.Undo, error) {
	if b.UndoID == 0 {
		return &store.Undo{}, nil
	}
	return tx.Undo(b.UserID, b.UndoID)
}

// keepPart remembers what one slice changed, under the undo of the whole.
func keepPart(tx *store.Tx, by parley.Actor, whole *store.Undo, changes []undoThread) error {
	if len(changes) == 0 || whole.ID == 0 {
		return nil
	}
	part, err := keepUndo(tx, by, undo{Threads: changes})
	if err != nil {
		return err
	}
	var u undo
	if err := json.Unmarshal([]byte(whole.Data), &u); err != nil {
		return err
	}
	u.Parts = append(u.Parts, part)
	data, err := json.Marshal(u)
	if err != nil {
		return err
	}
	whole.Data = string(data)
	return tx.Save("undo", whole)
}
