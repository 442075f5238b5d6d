package main

import "testing"

// The help desk in a real browser: an unknown visitor of the demo shop becomes a
// contact with a company, the chat a ticket of the help desk, whose service level
// is due soon; both are closed by one act and opened by one undo. Table, split
// and board in light, dark and narrow; axe finds nothing. The steps are in
// web/e2e/desk.mjs.
// Rows: THR-03, THR-11, CRM-06, CRM-12, CRM-15, TIX-03, TIX-10, TIX-13, TIX-14, TIX-17, SPAM-11.
func TestStory_helpDesk(t *testing.T) {
	d := storyOf(t, "--demo-mailbox")
	d.serve()
	d.play("desk.mjs")
}
