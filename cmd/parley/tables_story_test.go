package main

import "testing"

// Fifty thousand contacts come in from a file with wrong lines, in a real
// browser: mapped, checked, imported while the server is killed in the middle;
// then they go out, and eleven thousand are changed at once. The steps are in web/e2e/tables.mjs.
// Rows: CRM-22, ATK-19, LIST-08, SAFE-02, SAFE-09.
func TestStory_tables(t *testing.T) { storyOf(t).play("tables.mjs") }
