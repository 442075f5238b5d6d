package httpapi

import (
	"context"
	"testing"

	"parley/internal/crm"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
)

// ATK-14, LIST-08: many records are changed with the rights that their person
// has to each (all, team, own), found with those of the asking; to others the
// work does not exist.
func TestRecordBulk_rightsToEach(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	kind := parley.BuiltinType(parley.TypeCompany)
	mine, sams := o.recordOf(kind, o.mia), o.recordOf(kind, o.sam)
	own := parley.ScopeOwn
	address := o.onAir()
	for _, c := range []struct {
		name           string
		rights         parley.RecordRights
		total, changed int64
		hers, his      string
	}{
		{"sees all, changes her own", parley.RecordRights{View: parley.ScopeAll, Edit: own, Delete: own}, 2, 1, "Lyon", ""},
		{"sees her own", parley.RecordRights{View: own, Edit: own, Delete: own}, 1, 1, "Nantes", ""},
		{"may all", parley.RecordRights{View: parley.ScopeAll, Edit: parley.ScopeAll, Delete: own}, 2, 2, "Brest", "Brest"},
	} {
		o.scope(o.mia, kind, c.rights)
		mia := o.as(o.mia)
		stream := mia.tune(address, "")
		stream.next("hello", is("hello"))
		begun := read[RecordBulk](t, mia.must(200, "POST", "/objects/company/bulks", `{"verb":"edit","properties":{"city":"`+c.hers+`"}}`))
		stream.next("the end of "+c.name, func(f Frame) bool { return f.T == "progress" && f.Bulk && f.Finished })
		got := read[RecordBulks](t, mia.must(200, "GET", "/objects/company/bulks", "")).Bulks[0]
		if got.ID != begun.ID || got.State != crm.BulkDone || got.Total != c.total || got.Changed != c.changed || len(got.Refusals) != int(c.total-c.changed) {
			t.Errorf("%s: got %+v", c.name, got)
		}
		if len(got.Refusals) == 1 && (got.Refusals[0].RecordID != sams.String() || got.Refusals[0].Code != "FORBIDDEN") {
			t.Errorf("%s: refused %+v", c.name, got.Refusals)
		}
		for id, want := range map[parley.RecordID]string{mine: c.hers, sams: c.his} {
			if rec, err := o.db.Read(t.Context()).Record(id); err != nil || rec.Properties["city"] != want {
				t.Errorf("%s: %d is in %q, want %q", c.name, id, rec.Properties["city"], want)
			}
		}
		o.as(o.sam).must(404, "POST", "/bulks/"+got.ID+"/undo", "")
		if all := read[RecordBulks](t, o.as(o.sam).must(200, "GET", "/objects/company/bulks", "")).Bulks; len(all) != 0 {
			t.Errorf("%s: shown to another: %+v", c.name, all)
		}
	}
	o.scope(o.mia, kind, parley.RecordRights{Edit: parley.ScopeNone, Delete: parley.ScopeNone})
	o.as(o.mia).must(403, "POST", "/objects/company/bulks", `{"verb":"archive"}`)
	o.as(o.mia).must(403, "POST", "/objects/company/bulks", `{"verb":"edit","properties":{"city":"Lyon"}}`)
}

// ATK-14: who is sent away while the work waits changes nothing any more.
func TestRecordBulk_endsWithItsAuthor(t *testing.T) {
	t.Parallel()
	o := newOffice(t, offline)
	id := o.recordOf(parley.BuiltinType(parley.TypeCompany), o.sam)
	begun := read[RecordBulk](t, o.as(o.mia).must(200, "POST", "/objects/company/bulks", `{"verb":"archive","record_ids":["`+id.String()+`"]}`))
	if begun.Total != 1 {
		t.Errorf("%d match", begun.Total)
	}
	o.write(func(tx *store.Tx) error {
		mia, err := tx.User(o.mia.ID)
		if err != nil {
			return err
		}
		mia.DeactivatedAt = tx.Now
		return tx.Save("user", mia)
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	bulks, jobs := o.server.bulks(), job.NewRunner(o.db)
	bulks.Tell = func(k *store.RecordBulk, _ parley.JobID) {
		if k.State != crm.BulkFailed || k.Changed != 0 {
			t.Errorf("got %+v", k)
		}
		cancel()
	}
	bulks.Handle(jobs)
	if err := jobs.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if rec, err := o.db.Read(t.Context()).Record(id); err != nil || !rec.Live() {
		t.Errorf("got %+v, %v", rec, err)
	}
}
