package visitor

import (
	"context"
	"strings"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// Read implements [channel.Desk].
func (d *Desk) Read(ctx context.Context, g *channel.Guest, id parley.ThreadID, seq int64) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		th, err := d.thread(&tx.Reader, g, id)
		if err != nil {
			return err
		}
		seq = min(seq, th.ActivitySeq)
		moved, err := tx.ReadByVisitor(th.ID, seq)
		if err != nil || !moved {
			return err
		}
		by := parley.Actor{Kind: parley.ActorVisitor, ID: int64(g.Visitor.ID)}
		read, err := tx.MarkChatRead(th.ID, seq)
		if err != nil {
			return err
		}
		for _, uid := range read {
			if _, err := triage.Note(tx, by, th, parley.MessageChanged, map[string]any{"message": uid, "status": string(parley.MessageRead)}); err != nil {
				return err
			}
		}
		_, err = triage.Note(tx, by, th, parley.ThreadRead, map[string]any{"seq": seq})
		return err
	})
}

// Leave implements [channel.Desk].
func (d *Desk) Leave(ctx context.Context, g *channel.Guest, id parley.ThreadID) error {
	return d.db.Write(ctx, func(tx *store.Tx) error {
		th, err := d.thread(&tx.Reader, g, id)
		if err != nil || !th.Live() {
			return err
		}
		err = triage.Apply(tx, parley.Actor{Kind: parley.ActorVisitor, ID: int64(g.Visitor.ID)}, th, triage.Verb{Action: triage.Close}, nil)
		if parley.KindOf(err) == parley.Conflict {
			return nil
		}
		return err
	})
}

// maxComment is how long a comment beside a rating may be.
const maxComment = 2000

// Rate implements [channel.Desk].
func (d *Desk) Rate(ctx context.Context, g *channel.Guest, id parley.ThreadID, score int, comment string) error {
	if score < 1 || score > 5 {
		return parley.Invalidf("score", "is between 1 and 5")
	}
	if comment = strings.TrimSpace(comment); len(comment) > maxComment {
		return parley.Invalidf("comment", "keep the comment under %d characters", maxComment)
	}
	return d.db.Write(ctx, func(tx *store.Tx) error {
		th, err := d.thread(&tx.Reader, g, id)
		if err != nil {
			return err
		}
		chat, err := tx.Chat(th.ID)
		if err != nil {
			return err
		}
		if chat == nil || !chat.RatingAsk || th.Status != parley.ThreadClosed {
			return parley.Errorf(parley.Conflict, "no rating is asked for")
		}
		rating := &parley.Rating{ID: tx.NewID(), ThreadID: th.ID, VisitorID: g.Visitor.ID, ChatflowID: chat.ChatflowID, UserID: th.Assignee().UserID(),
			Score: int64(score), Comment: comment, ClosedAt: th.ClosedAt, CreatedAt: tx.Now}
		if fresh, err := tx.InsertNew("rating", rating); err != nil || !fresh {
			return err
		}
		chat.RatingAsk = false
		if err := tx.SetChat(chat); err != nil {
			return err
		}
		_, err = triage.Note(tx, parley.Actor{Kind: parley.ActorVisitor, ID: int64(g.Visitor.ID)}, th, parley.ThreadRated, map[string]any{"score": score, "rating_id": rating.ID})
		return err
	})
}
