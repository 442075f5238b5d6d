package triage_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"parley/internal/blob"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/settings"
	"parley/internal/store"
	"parley/internal/store/storetest"
	"parley/internal/triage"
)

// CRM-18: after a privacy erasure nothing of the person is left: not in a table,
// not in the words of full text, not in the history of values, not among the
// files. What others said of it in their own conversations stays theirs.
func TestErasePerson_leavesNothing(t *testing.T) {
	t.Parallel()
	db := storetest.New(t)
	dir := t.TempDir()
	files, err := blob.Open(filepath.Join(dir, "files"))
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	const secret = "zanzibarine" // in all that is known of the person, and nowhere else
	hashes, err := files.Put([]byte("a file about " + secret))
	if err != nil {
		t.Fatal(err)
	}
	by := parley.Origin{Actor: parley.System, Source: parley.SourceUI}
	var person *parley.Record
	storetest.Write(t, db, func(tx *store.Tx) (err error) {
		inbox, err := shop(tx)
		if err != nil {
			return err
		}
		if person, err = crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeContact, Properties: map[string]string{"email": secret + "@gmail.com", "firstname": secret, "city": secret}}); err != nil {
			return err
		}
		if _, err := crm.UpdateRecord(tx, by, person, map[string]string{"city": "Lyon", "jobtitle": secret + "-maker"}); err != nil {
			return err
		}
		if _, err := crm.CreateRecord(tx, by, &crm.New{Type: parley.TypeNote, Properties: map[string]string{"hs_timestamp": "2026-01-01", "hs_note_body": secret}, Associations: []crm.Join{{To: person.ID}}}); err != nil {
			return err
		}
		th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: inbox, Status: parley.ThreadOpen, Channel: parley.ChannelEmail, ContactID: parley.ContactID(person.ID), SenderName: secret, CreatedAt: tx.Now}
		if err := tx.Insert("thread", th); err != nil {
			return err
		}
		from := parley.Address{Name: secret, Address: secret + "@gmail.com"}
		m := &parley.Message{Kind: parley.KindMessage, Direction: parley.Incoming, Status: parley.MessageReceived, Channel: th.Channel, ActorKind: parley.ActorContact, ActorID: int64(person.ID), From: from, Subject: secret, Text: secret, RawHash: hashes[0]}
		if err := stranger(tx, th, triage.NewMessage{Message: m, Body: &parley.Body{HTML: secret, Text: secret}, Files: []*parley.Attachment{{Name: secret + ".txt", Hash: hashes[0]}}}); err != nil {
			return err
		}
		if err := tx.IndexThread(th); err != nil {
			return err
		}
		if err := triage.Store(tx, th); err != nil {
			return err
		}
		if err := tx.AddBulkItems([]*store.BulkItem{{BulkID: 1, RecordID: person.ID, Before: secret, After: secret}}); err != nil {
			return err
		}
		if err := tables(tx, files, secret); err != nil {
			return err
		}
		return interfere(tx, inbox, person, from, hashes[0])
	})
	if !holds(t, db, dir, secret) {
		t.Fatal("this test looks in the wrong places")
	}
	fx := &triage.Effects{}
	storetest.Write(t, db, func(tx *store.Tx) error {
		_, err := triage.ErasePerson(tx, by, person, fx)
		return err
	})
	for _, name := range fx.FreeBlobs {
		if err := files.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := triage.ForgetWords(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if holds(t, db, dir, secret) {
		t.Error("something of the person is left")
	}
	if !holds(t, db, dir, "otto's own words") || !holds(t, db, dir, "erased at the request") {
		t.Error("what others wrote is gone, or nothing says that something was there")
	}
}

// shop sets up an installation and returns its first inbox.
func shop(tx *store.Tx) (parley.InboxID, error) {
	s := settings.Setup{CompanyName: "Corner Shop", Language: "en", Timezone: "UTC", FirstName: "Ada", Email: "ada@shop.test", MailDomain: "mail.test"}
	if _, err := s.Run(tx, ""); err != nil {
		return 0, err
	}
	inboxes, err := tx.Inboxes()
	if err != nil {
		return 0, err
	}
	return inboxes[0].ID, nil
}

// stranger adds a message of somebody outside, who is a party to the thread then.
func stranger(tx *store.Tx, th *parley.Thread, n triage.NewMessage) error {
	if err := triage.Append(tx, th, n); err != nil {
		return err
	}
	return triage.AddParties(tx, th, n.Message, func(string) bool { return false }, true)
}

// interfere lets a person write in a conversation with somebody else, who
// answers both the person and the team.
func interfere(tx *store.Tx, inbox parley.InboxID, person *parley.Record, from parley.Address, raw string) error {
	other, err := crm.Resolve(tx, parley.Address{Name: "Otto", Address: "otto@other.test"})
	if err != nil {
		return err
	}
	th := &parley.Thread{ID: parley.ThreadID(tx.NewID()), InboxID: inbox, Status: parley.ThreadOpen, Channel: parley.ChannelEmail, ContactID: other.ID, SenderName: "Otto", CreatedAt: tx.Now}
	if err := tx.Insert("thread", th); err != nil {
		return err
	}
	otto := parley.Address{Name: "Otto", Address: "otto@other.test"}
	for _, m := range []*parley.Message{
		{ActorID: int64(other.ID), From: otto, Cc: []parley.Address{from}, Subject: "Ours", Text: "Otto's own words"},
		{ActorID: int64(person.ID), From: from, To: []parley.Address{otto}, Subject: from.Name, Text: from.Name, RawHash: raw, MailID: from.Name + "@gmail.com"},
	} {
		m.Kind, m.Direction, m.Status, m.Channel, m.ActorKind = parley.KindMessage, parley.Incoming, parley.MessageReceived, th.Channel, parley.ActorContact
		n := triage.NewMessage{Message: m}
		if m.RawHash != "" {
			n.Body, n.Files = &parley.Body{HTML: from.Name, Text: from.Name}, []*parley.Attachment{{Name: from.Name, Hash: raw}}
		}
		if err := stranger(tx, th, n); err != nil {
			return err
		}
	}
	return triage.Store(tx, th)
}

// tables leaves a word in a file that waits to be imported, in a row that was
// not, and in a table that went out.
func tables(tx *store.Tx, files *blob.Store, word string) error {
	names, err := files.Put([]byte("email\n"+word+"@gmail.com"), []byte(word+" went out"))
	if err != nil {
		return err
	}
	return errors.Join(
		tx.Insert("record_import", &store.RecordImport{ID: tx.NewID(), Type: parley.TypeContact, State: "checked", Hash: names[0], Samples: [][]string{{word}}, Plan: "{}"}),
		tx.AddImportErrors([]*store.ImportError{{ImportID: 1, Line: 2, Value: word, Original: word + "@GMAIL.com;x"}}),
		tx.Insert("record_export", &store.RecordExport{ID: tx.NewID(), Type: parley.TypeContact, State: "done", Hash: names[1]}))
}

// holds reports whether a word stands anywhere in the database or in a folder.
func holds(t *testing.T, db *store.DB, dir, word string) bool {
	t.Helper()
	found := false
	look := func(name string, data []byte) {
		if bytes.Contains(bytes.ToLower(data), []byte(word)) {
			found = true
			t.Logf("%s holds it", name)
		}
	}
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		look(path, data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	dump, err := db.Dump(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for table, rows := range dump {
		look(table, rows)
	}
	return found
}
