package main

import "testing"

// All that an answer can hold, written in a browser and read in the mailbox in
// which it arrives: the steps are in web/e2e/editor.mjs.
// Rows: THR-10, THR-18, EMAIL-05, EMAIL-19, SET-02.
func TestStory_editor(t *testing.T) {
	d := storyOf(t, "--demo-mailbox")
	d.serve()
	d.play("editor.mjs")
}
