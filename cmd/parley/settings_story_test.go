package main

import "testing"

// Every page of the settings in a real browser: axe finds nothing, in light,
// dark and French, and each kind of page keeps what it is told. The steps are in
// web/e2e/settings.mjs.
// Rows: SET-03, SET-06, SET-11, SET-12, SET-13, SET-17, EMAIL-08, SPAM-06.
func TestStory_settings(t *testing.T) {
	d := storyOf(t)
	d.serve()
	d.play("settings.mjs")
}
