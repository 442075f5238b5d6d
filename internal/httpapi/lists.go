package httpapi

import (
	"encoding/json"
	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/view"
)

// ThreadPage is a page of a list.
type ThreadPage struct {
	Threads []ThreadRow `json:"threads"`
	Next    *string     `json:"next" doc:"Cursor of the next page"`
	Count   *int64      `json:"count" doc:"Null where the view shows no counter"`
	Seq     int64       `json:"seq"`
}

type viewPage struct {
	ID     string `path:"id"`
	Order  string `query:"order" enum:"newest,oldest" default:"newest"`
	Cursor string `query:"cursor"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

func (c *call) viewThreads(in *viewPage) (*ThreadPage, error) {
	r := c.s.DB.Read(c)
	v, err := c.view(r, in.ID)
	if err != nil {
		return nil, err
	}
	after, err := decodeCursor(in.Cursor)
	if err != nil {
		return nil, err
	}
	page := &ThreadPage{}
	if page.Seq, err = r.Head(); err != nil {
		return nil, err
	}
	bucket := c.bucket(v)
	threads, err := r.ViewPage(c.User.ID, v.ID, bucket, after, in.Order == "oldest", in.Limit+1)
	if err != nil {
		return nil, err
	}
	if len(threads) > in.Limit {
		threads = threads[:in.Limit]
		last := threads[in.Limit-1]
		page.Next = encodeCursor(&store.Position{At: last.SortAt, ID: int64(last.ID)})
	}
	if counted(v) {
		n, err := r.CountOf(v.ID, bucket)
		if err != nil {
			return nil, err
		}
		page.Count = &n
	}
	n, err := c.s.loadNames(r)
	if err != nil {
		return nil, err
	}
	page.Threads, err = n.rows(r, c.User.ID, threads)
	return page, err
}

func (c *call) view(r *store.Reader, id string) (*store.View, error) {
	n, err := parley.ParseID[parley.ViewID]("view_id", id)
	if err != nil {
		return nil, err
	}
	return auth.SeeView(r, c.User, n)
}

// bucket is the part of a view that is the reader's.
func (c *call) bucket(v *store.View) int64 {
	if view.Kind(v.Kind) == view.Mine {
		return int64(c.User.ID)
	}
	return 0
}

func counted(v *store.View) bool {
	s := view.StandardOf(view.Kind(v.Kind))
	return s == nil || s.Counted
}

// CountsBody are the counters of views.
type CountsBody struct {
	Counts map[string]int64 `json:"counts"`
	Seq    int64            `json:"seq"`
}

func (c *call) viewCounts(*struct{}) (*CountsBody, error) {
	r := c.s.DB.Read(c)
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	views, err := c.seenViews(r)
	if err != nil {
		return nil, err
	}
	counts, err := c.counts(r, views)
	return &CountsBody{counts, head}, err
}

// seenViews are the views of all inboxes that the reader sees.
func (c *call) seenViews(r *store.Reader) ([]*store.View, error) {
	inboxes, err := auth.Inboxes(r, c.User)
	if err != nil {
		return nil, err
	}
	seen := map[parley.InboxID]bool{}
	for _, in := range inboxes {
		seen[in.ID] = true
	}
	all, err := r.Views(0)
	if err != nil {
		return nil, err
	}
	out := all[:0]
	for _, v := range all {
		if seen[v.InboxID] && auth.SharedWith(v, c.User) {
			out = append(out, v)
		}
	}
	return out, nil
}

func (c *call) counts(r *store.Reader, views []*store.View) (map[string]int64, error) {
	all, err := r.Counts(c.User.ID)
	if err != nil {
		return nil, err
	}
	return c.pick(sortCounts(all), views), nil
}

// counter names one of the counters of a view.
type counter struct {
	view   parley.ViewID
	bucket int64
}

func sortCounts(all []*store.Count) map[counter]int64 {
	by := make(map[counter]int64, len(all))
	for _, n := range all {
		by[counter{n.ViewID, n.Bucket}] = n.Count
	}
	return by
}

// pick returns the reader's own of some counters.
func (c *call) pick(by map[counter]int64, views []*store.View) map[string]int64 {
	out := map[string]int64{}
	for _, v := range views {
		if counted(v) {
			out[v.ID.String()] = by[counter{v.ID, c.bucket(v)}]
		}
	}
	return out
}

// presentView presents a view as its reader sees it.
func (c *call) presentView(v *store.View, counts map[string]int64) View {
	out := View{ID: v.ID.String(), InboxID: v.InboxID.String(), Kind: v.Kind, Name: v.Name}
	if n, ok := counts[out.ID]; ok {
		out.Count = &n
	}
	if parley.ChannelKind(v.Kind).Custom() != 0 {
		out.Kind = string(parley.ChannelCustom)
	}
	if s := view.StandardOf(view.Kind(v.Kind)); s != nil {
		out.AlwaysVisible = s.Always
		return out
	}
	out.AlwaysVisible = true
	out.Custom = &CustomView{Filter: json.RawMessage(v.Filter), OwnerID: v.OwnerID.String(), Shared: v.Shared, UserIDs: ids(v.UserIDs), TeamIDs: ids(v.TeamIDs),
		Position: v.Position, Filling: v.Filling, Editable: auth.EditView(c.User, v) == nil}
	return out
}
