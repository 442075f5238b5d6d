package seed

import (
	"testing"

	"parley/internal/blob"
	"parley/internal/ingest"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
)

// A newcomer finds a chat that waits for an answer and help articles in both
// languages (CHAT-27), and nobody outside is written to.
func TestFill_showsChatAndHelp(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer blobs.Close()
	c := &Company{DB: db, Receiver: ingest.New(db, blobs, nil)}
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		s := settings.Setup{CompanyName: "Atlas", Language: "en", Timezone: "Europe/Paris", FirstName: "Ada", LastName: "Sand", Email: "ada@atlas.example", MailDomain: "atlas.example"}
		c.Admin, err = s.Run(tx, "")
		return err
	})
	if err := c.Fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := db.Read(t.Context())
	for _, language := range parley.ArticleLanguages {
		if n, err := r.PublishedArticles(language); err != nil || n != 2 {
			t.Errorf("%d articles in %s, %v", n, language, err)
		}
	}
	v, err := r.VisitorByKey(guestKey())
	if err != nil || v == nil {
		t.Fatalf("no visitor: %v", err)
	}
	ids, err := r.VisitorThreadIDs(v.ID, 0)
	if err != nil || len(ids) != 1 {
		t.Fatalf("threads %v, %v", ids, err)
	}
	th, err := r.Thread(ids[0])
	if err != nil || th.Channel != parley.ChannelChat || th.WaitingSince.IsZero() || th.ContactID == 0 {
		t.Errorf("got %+v, %v", th, err)
	}
	if n, err := r.CountJobs("waiting"); err != nil || n != 0 {
		t.Errorf("%d jobs, %v", n, err)
	}
}
