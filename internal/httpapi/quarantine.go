package httpapi

import (
	"io"
	"net/http"
	"strconv"

	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
)

// QuarantinedMail could not be taken as it is (EMAIL-22).
type QuarantinedMail struct {
	ID               string  `json:"id"`
	ChannelAccountID string  `json:"channel_account_id"`
	Reason           string  `json:"reason"`
	Size             int64   `json:"size"`
	ThreadID         *string `json:"thread_id" doc:"Where what could be read of it stands"`
	CreatedAt        *string `json:"created_at"`
}

// QuarantineList waits for decisions.
type QuarantineList struct {
	Quarantine []QuarantinedMail `json:"quarantine"`
}

func (c *call) quarantine(*struct{}) (*QuarantineList, error) {
	r := c.s.DB.Read(c)
	all, err := r.Quarantined()
	out := &QuarantineList{[]QuarantinedMail{}}
	for _, q := range all {
		mail := QuarantinedMail{ID: parley.JobID(q.ID).String(), ChannelAccountID: q.AccountID.String(), Reason: q.Reason, Size: q.Size, CreatedAt: when(q.CreatedAt)}
		if m, err := r.MessageByID(q.MessageID); err == nil {
			mail.ThreadID = optionalID(m.ThreadID)
		}
		out.Quarantine = append(out.Quarantine, mail)
	}
	return out, err
}

func (c *call) quarantined(id string) (*store.Quarantine, error) {
	n, err := parley.ParseID[int64]("id", id)
	if err != nil {
		return nil, err
	}
	return c.s.DB.Read(c).QuarantineByID(n)
}

// retryQuarantined hands the bytes in once more; what is taken leaves the list.
func (c *call) retryQuarantined(in *idPath) error {
	q, err := c.quarantined(in.ID)
	if err != nil {
		return err
	}
	if c.s.RetryMail == nil {
		return parley.Errorf(parley.Unavailable, "mail cannot be taken in here")
	}
	raw, err := c.s.Blobs.Get(q.RawHash)
	if err != nil {
		return err
	}
	if err := c.s.RetryMail(c, q, raw); err != nil {
		return err
	}
	return c.settleQuarantined(q, "quarantine.retried")
}

func (c *call) discardQuarantined(in *idPath) error {
	q, err := c.quarantined(in.ID)
	if err != nil {
		return err
	}
	return c.settleQuarantined(q, "quarantine.discarded")
}

func (c *call) settleQuarantined(q *store.Quarantine, kind parley.EventKind) error {
	return c.write(func(tx *store.Tx) error {
		fresh, err := tx.SettleQuarantine(q.ID)
		if err != nil || !fresh {
			return err
		}
		return settings.Note(tx, c.Actor(), kind, "quarantine", q.ID, map[string]any{"reason": q.Reason})
	})
}

// quarantinedRaw downloads the mail as received: bytes, never a page.
func (c *call) quarantinedRaw(w http.ResponseWriter, req *http.Request) error {
	q, err := c.quarantined(req.PathValue("id"))
	if err != nil {
		return err
	}
	f, err := c.s.Blobs.Open(q.RawHash)
	if err != nil {
		return parley.NotFoundf("the mail is not kept any more")
	}
	defer f.Close()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="quarantine-`+strconv.FormatInt(q.ID, 10)+`.eml"`)
	_, err = io.Copy(w, f)
	return err
}

// Job is a piece of background work.
type Job struct {
	ID         string  `json:"id"`
	Kind       string  `json:"kind"`
	State      string  `json:"state" enum:"waiting,running,done,dead"`
	Attempt    int64   `json:"attempt"`
	LastError  string  `json:"last_error"`
	Done       int64   `json:"done"`
	Total      int64   `json:"total"`
	RunAt      *string `json:"run_at"`
	CreatedAt  *string `json:"created_at"`
	FinishedAt *string `json:"finished_at"`
}

// JobList is the newest jobs in a state.
type JobList struct {
	Jobs []Job `json:"jobs"`
}

type jobsInput struct {
	State string `query:"state" enum:"waiting,running,done,dead" default:"dead"`
}

func (c *call) jobs(in *jobsInput) (*JobList, error) {
	all, err := c.s.DB.Read(c).Jobs(in.State, 200)
	out := &JobList{[]Job{}}
	for _, j := range all {
		out.Jobs = append(out.Jobs, Job{j.ID.String(), j.Kind, j.State, j.Attempt, j.LastError, j.Done, j.Total, when(j.RunAt), when(j.CreatedAt), when(j.FinishedAt)})
	}
	return out, err
}

// jobVerb makes a handler of a decision about a job.
func jobVerb(kind parley.EventKind, verb func(tx *store.Tx, id parley.JobID) (bool, error)) func(c *call, in *idPath) error {
	return func(c *call, in *idPath) error {
		id, err := parley.ParseID[parley.JobID]("id", in.ID)
		if err != nil {
			return err
		}
		return c.write(func(tx *store.Tx) error {
			done, err := verb(tx, id)
			if err != nil {
				return err
			}
			if !done {
				return parley.NotFoundf("no such job")
			}
			return settings.Note(tx, c.Actor(), kind, "job", int64(id), nil)
		})
	}
}
