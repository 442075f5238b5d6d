// Package email is the channel that speaks e-mail. Mail comes in by IMAP
// ([Poller]), by SMTP and LMTP ([Door]) and from files ([Mbox], [Maildir]); it
// leaves by SMTP ([Sender]).
//
// It promises three things. Nothing is acknowledged to its source before the
// sink has it: no 250 and no step of the cursor (SAFE-02). Whatever happens to
// the connection or the process, each mail of a watched folder is handed over,
// perhaps again: its key makes the repeat harmless (SAFE-03, SAFE-07). And a
// message leaves at most once: where the other side's answer was lost, the
// sender says so and does not try again (SAFE-05).
//
// A mailbox is only read: flags are never changed, and folders are opened for
// reading only.
package email
