// Package mail treats e-mail as bytes: it parses, composes, fingerprints and
// trims messages, and never touches a network or a disk.
//
// Parsing promises three things. It never fails: whatever the bytes are, Parse
// returns a Message with what could be read and a list of defects. It is
// bounded: depth, part count, header size and decoded size have limits, and time
// grows in step with the input. And it invents nothing: what is missing stays
// empty, so that a caller can tell.
//
// Composing refuses rather than repairs: a header value that holds CR, LF or NUL
// is an error that names the field.
package mail
