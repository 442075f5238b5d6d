package store

import "parley/internal/parley"

// Meeting returns one that the team invited to.
func (r *Reader) Meeting(id parley.RecordID) (*parley.Meeting, error) {
	return one[parley.Meeting](r, "meeting", `SELECT * FROM meeting WHERE id = $1`, id)
}

// MeetingByUID returns the one that calendars know by a name, or nil.
func (r *Reader) MeetingByUID(uid string) (*parley.Meeting, error) {
	return first[parley.Meeting](r, `SELECT * FROM meeting WHERE uid = $1`, uid)
}
