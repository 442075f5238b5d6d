package main

import "testing"

// Two people at one inbox, in real browsers: the steps are in web/e2e/inbox.mjs.
// Rows: VIEW-01, VIEW-06, VIEW-15, LIST-08, LIST-10, FILT-12, THR-01, THR-04, THR-23, THR-24, COLLAB-01, COLLAB-04, SAFE-09.
func TestStory_twoAtOneInbox(t *testing.T) {
	storyOf(t, "--demo-mailbox").play("inbox.mjs")
}
