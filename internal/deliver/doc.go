// Package deliver is the one door out: it writes what is to be sent, sends it,
// retries, and marks it sent, delivered, read or failed.
//
// A message, its event and the job that sends it are one transaction. The job
// waits for the time to undo, then marks the message as handed over just
// before the bytes leave, and settles it by the other side's answer. A crash
// before that mark is harmless: the job runs again. A crash after it leaves
// the message in the state "unknown", which is shown and never resent by
// itself (SAFE-05). A temporary error is retried for a day, a permanent one is
// shown with the other side's words and a Retry that really retries.
package deliver
