package store

import "parley/internal/parley"

// ChannelMoves returns all, the newest first.
func (r *Reader) ChannelMoves() ([]*parley.ChannelMove, error) {
	return list[parley.ChannelMove](r, `SELECT * FROM channel_move ORDER BY id DESC`)
}

// ChannelMove returns one.
func (r *Reader) ChannelMove(id int64) (*parley.ChannelMove, error) {
	return one[parley.ChannelMove](r, "move", `SELECT * FROM channel_move WHERE id = $1`, id)
}

// RunningMove returns the move of an account that is under way, or nil.
func (r *Reader) RunningMove(id parley.ChannelAccountID) (*parley.ChannelMove, error) {
	return first[parley.ChannelMove](r, `SELECT * FROM channel_move WHERE account_id = $1 AND finished_at = 0`, id)
}

// ThreadsToMove returns the newest threads of a move that are still in the old
// inbox, below its mark: all, or where the past stays the open ones. The plus
// keeps the planner from sorting the whole inbox for each page.
func (r *Reader) ThreadsToMove(m *parley.ChannelMove, limit int) ([]*parley.Thread, error) {
	return list[parley.Thread](r, `SELECT * FROM thread WHERE +inbox_id = $1 AND account_id = $2 AND ($3 = 0 OR id < $3) AND merged_into = 0 AND ($4 = 1 OR status = 'open') ORDER BY id DESC LIMIT $5`,
		m.FromID, m.AccountID, m.Before, truth(m.Past), limit)
}

// CountToMove counts the threads that a move takes along, moved or not.
func (r *Reader) CountToMove(m *parley.ChannelMove) (int64, error) {
	return scalar[int64](r, `SELECT COUNT(*) FROM thread WHERE inbox_id = $1 AND account_id = $2 AND merged_into = 0 AND ($3 = 1 OR status = 'open')`, m.FromID, m.AccountID, truth(m.Past))
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
