package main

import "testing"

// Records in a real browser: a mail of somebody unknown becomes contact and
// company; values, cards, a deal, an object of one's own, a ticket with its
// service level; two contacts become one and two again. axe finds nothing, in
// light, dark, narrow and French. The steps are in web/e2e/records.mjs.
// Rows: CRM-01, CRM-04 to CRM-07, CRM-11 to CRM-14, CRM-16, CRM-17, CRM-19, CRM-20, CRM-22, VIEW-16, THR-11, THR-12, TIX-03, TIX-15, TIX-17.
func TestStory_records(t *testing.T) {
	d := storyOf(t)
	d.serve()
	d.play("records.mjs")
}
