// Package automation is what happens by itself: so far, apps are told of events
// by webhook.
//
// A follower of the log writes down what each app is to be told, in the
// transaction that moves its cursor, so that a restart loses nothing
// (HOOK-10). Durable jobs make the calls, each with up to a hundred events.
// Events of one object go in their order: the next is sent only after the one
// before was accepted or given up (HOOK-09). A call that no 2xx answers within
// five seconds is repeated ten times within a day, with the same event ids; an
// event may arrive twice. What an app may no longer read is not told.
package automation
