// Package chat is the adapter for the widget on host pages: it decides which
// chatflow a page shows, takes what visitors write, and keeps a line open to
// each of them. docs/chat-protocol.md is its wire.
//
// A host page holds a sealed visitor id in a cookie of its own and exchanges it
// for a code that is good once, for a minute; the frame exchanges the code for
// a session token. Neither names anything that others could use, and nothing is
// stored for who only looks. A message is accepted once it is on disk; the same
// client id is the same message. A line tells each thing once and in order,
// also over a reconnect or a restart of the server.
package chat
