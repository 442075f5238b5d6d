package main

import "testing"

// The knowledge base in a real browser: written in the settings, read on the
// public pages without a script, found in the chat. The steps are in
// web/e2e/help.mjs.
// Rows: CHAT-18, CHAT-27, CHAT-28.
func TestStory_help(t *testing.T) {
	d := storyOf(t)
	d.args = append(d.args, "--base-url", "http://"+d.web)
	d.serve()
	d.play("help.mjs")
}
