// Package notify tells colleagues what concerns them: in the bell, by pop-up
// and browser notification, by mail, as each of them chooses.
//
// It follows the event log, so nothing is told twice and nothing is told that
// did not happen. Nobody hears of what they did themselves, of spam, of silent
// imports, or of an inbox to which they have no access.
package notify
