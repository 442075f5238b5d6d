package main

import "testing"

// One person at a desk: what rows say, the way into search and back, panels
// and an editor that keep their size; the steps are in web/e2e/rows.mjs.
// Rows: LIST-02, LIST-03, LIST-04, THR-05, THR-08, VIEW-19, FILT-03, FILT-04, FILT-11.
func TestStory_rows(t *testing.T) {
	d := storyOf(t, "--demo-mailbox")
	d.serve()
	d.play("rows.mjs")
}
