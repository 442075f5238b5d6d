// Package channel is the port through which the outside speaks with Parley.
//
// An adapter for a medium turns what it receives into an [Inbound] and hands
// it to a [Sink]; it turns an [Outbound] into bytes on the wire and returns a
// [Receipt]. Adapters never see the database: idempotency, sanitising, limits
// and retries are written once, behind the sink and before the adapter.
//
// Acknowledge nothing to its source before Sink.Receive has returned nil: by
// then the message is kept for good. Deliver the same thing again whenever in doubt:
// its Key makes the repeat harmless.
package channel

import (
	"context"
	"time"

	"parley/internal/parley"
)

// Adapter sends on a channel. Receiving is each adapter's own affair, started
// by its own Run.
type Adapter interface {
	// Kind is the channel it serves.
	Kind() parley.ChannelKind
	// Send hands out to the other side, at most once. An error is temporary
	// unless it is a [*SendError] that says otherwise.
	Send(ctx context.Context, acct *parley.ChannelAccount, out *Outbound) (*Receipt, error)
}

// Sink takes what adapters receive.
type Sink interface {
	// Receive stores in and all that follows from it, in one transaction. When
	// it returns nil the message is kept for good, or was before. An error
	// means that nothing was stored: deliver again later. A message refused
	// for good (a limit, a quarantine) is no error; the result says so.
	Receive(ctx context.Context, in *Inbound) (Result, error)
	// Settle applies what came later of a message that was sent: a bounce, a
	// delivery report, a read mark.
	Settle(ctx context.Context, r *Report) error
}

// Batcher is a Sink that takes many at once, as importing wants: one commit
// for all, one result each. An error of one is in its result.
type Batcher interface {
	ReceiveAll(ctx context.Context, ins []*Inbound) ([]Result, error)
}

// Outcome is what became of an inbound message.
type Outcome string

// The outcomes, as the ledger keeps them.
const (
	Imported    Outcome = "imported"
	Duplicate   Outcome = "duplicate"
	Spammed     Outcome = "spam"
	Quarantined Outcome = "quarantined"
	Refused     Outcome = "refused"
	Settled     Outcome = "settled" // a bounce or report of a message of ours
	Older       Outcome = "older"   // lay there before the connection
)

// Result is what Receive did.
type Result struct {
	Outcome   Outcome
	ThreadID  parley.ThreadID
	MessageID parley.MessageID
	Err       error // of this message in a batch
}

// Directory knows whose an address is. Ask it before mail is accepted.
type Directory interface {
	// Recipient returns the account that mail to address is for, plus tags and
	// reply tokens understood; nil when nobody here has it.
	Recipient(ctx context.Context, address string) (*parley.ChannelAccount, error)
	// Accounts returns the live accounts of a channel.
	Accounts(ctx context.Context, kind parley.ChannelKind) ([]*parley.ChannelAccount, error)
	// Secret returns a sealed value of an account ("imap_password",
	// "smtp_password", "oauth_token"); empty when there is none.
	Secret(ctx context.Context, id parley.ChannelAccountID, name string) (string, error)
	// SetSecret seals a value, as when a token is renewed.
	SetSecret(ctx context.Context, id parley.ChannelAccountID, name, value string) error
	// SetState records whether the account works, with the other side's words.
	SetState(ctx context.Context, id parley.ChannelAccountID, state parley.ChannelAccountState, reason string) error
	// Changed is closed when accounts may have changed; ask again for the next.
	Changed() <-chan struct{}
}

// State is the little memory kept for each account: cursors, learned facts.
type State interface {
	Get(ctx context.Context, id parley.ChannelAccountID, key string) (string, error)
	Set(ctx context.Context, id parley.ChannelAccountID, key, value string) error
	// Note writes a line of the ledger for a message that never became an
	// Inbound: refused, or older than the connection.
	Note(ctx context.Context, id parley.ChannelAccountID, src Source, outcome Outcome, reason string) error
	// Lease makes this process the only one that holds name (one poller a
	// mailbox, over all nodes) for d; call again to keep it, with zero to give
	// it up. False: another has it.
	Lease(ctx context.Context, name string, d time.Duration) (bool, error)
}

// SendError is a refusal with the other side's words.
type SendError struct {
	Permanent bool
	Unknown   bool   // the bytes were handed over and no answer came (SAFE-05)
	Reason    string // for people, such as "550 5.1.1 no such user"
	Err       error
}

func (e *SendError) Error() string { return e.Reason }
func (e *SendError) Unwrap() error { return e.Err }
