// Package triage is what an actor does to a thread besides speak: route,
// assign, close, reopen, snooze, tag, move, merge, split, mark as spam, block,
// trash, purge; and the clocks of snooze, spam and trash.
//
// A person, a rule, a bot and ingest all call the same verbs with an Actor, so
// history, rights and events are equal for all. Each verb changes the thread,
// writes its event and lets package view move members and counters, all in
// the caller's transaction. Who may do what is asked before, in package auth.
package triage
