package httpapi

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"parley/internal/store"
	"parley/internal/view"
)

// VIEW-18: a new custom view fills in the background. While it does, it says so
// and shows what it has; the first time it says that it is whole it is, with
// what arrived in between.
func TestCustomViews_fillInTheBackground(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	view.Handle(o.jobs, o.db)
	want := int64(2)
	arrive := func(n int) {
		o.write(func(tx *store.Tx) error {
			for i := range n {
				if _, _, err := o.arrive(tx, o.support, fmt.Sprint("Order ", i)); err != nil {
					return err
				}
			}
			return nil
		})
		want += int64(n)
	}
	arrive(1200) // three slices of the job
	mia := o.as(o.mia)
	made := read[View](t, mia.must(http.StatusOK, "POST", "/views", o.named(`{"inbox_id":"`+o.support.ID.String()+`","name":"All of it","filter":{"op":"and","children":[]},"shared":"private"}`)))
	if !made.Custom.Filling {
		t.Error("the new view says that it is whole")
	}
	arrive(1)
	ctx, cancel := context.WithCancel(t.Context())
	var work sync.WaitGroup
	work.Go(func() { o.jobs.Run(ctx) })
	defer work.Wait()
	defer cancel()
	for end := time.Now().Add(30 * time.Second); ; {
		filling := true
		for _, v := range read[Bootstrap](t, mia.must(http.StatusOK, "GET", "/bootstrap", "")).Views {
			filling = filling && (v.ID != made.ID || v.Custom.Filling)
		}
		n := read[CountsBody](t, mia.must(http.StatusOK, "GET", "/views/counts", "")).Counts[made.ID]
		if n > want || !filling && n != want {
			t.Fatalf("%d of %d, filling: %v", n, want, filling)
		}
		if !filling {
			return
		}
		mia.must(http.StatusOK, "GET", "/views/"+made.ID+"/threads", "")
		if time.Now().After(end) {
			t.Fatal("it does not end")
		}
	}
}
