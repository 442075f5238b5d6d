package main

import "testing"

// Who gets it, in real browsers: the steps are in web/e2e/routing.mjs.
// Rows: ROUTE-05, ROUTE-08, ROUTE-09, ROUTE-12, ROUTE-14, ROUTE-18, ROUTE-22, ROUTE-23, ROUTE-24.
func TestStory_routing(t *testing.T) {
	d := storyOf(t)
	d.serve()
	d.play("routing.mjs")
}
