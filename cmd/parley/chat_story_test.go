package main

import "testing"

// A visitor of the demo shop and two of the team, in real browsers: the steps
// are in web/e2e/chat.mjs. The shop stands on another site than Parley, and the
// visitor's way to both is a proxy of the story's, which it cuts.
// Rows: CHAT-01, CHAT-02, CHAT-05, CHAT-10, CHAT-11, CHAT-13, CHAT-14, CHAT-15, CHAT-16, CHAT-17, CHAT-19, CHAT-21, CHAT-23, CHAT-24, ROUTE-22, SDK-01…16.
func TestStory_visitorAndTeam(t *testing.T) {
	proxy := freeAddress(t)
	storyOf(t, "--demo-mailbox", "--base-url", "http://"+proxy).play("chat.mjs", "PARLEY_PROXY="+proxy)
}
