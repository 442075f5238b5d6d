package ingest

import (
	"slices"
	"strings"
	"time"

	"parley/internal/channel"
	"parley/internal/crm"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// arrival is one message on its way into a thread.
type arrival struct {
	tx      *store.Tx
	p       *prepared
	in      *channel.Inbound
	acct    *parley.ChannelAccount
	own     map[string]bool // addresses of ours
	thread  *parley.Thread  // joined, or nil for a new one
	why     string
	contact *parley.Contact
	visitor *parley.Visitor // of a chat
	verdict Verdict
	moving  *parley.ChannelMove // of the channel to the help desk, under way; else nil
}

func newArrival(tx *store.Tx, p *prepared) (*arrival, error) {
	a := &arrival{tx: tx, p: p, in: p.in, own: map[string]bool{}}
	accounts, err := tx.ChannelAccounts(0)
	if err != nil {
		return nil, err
	}
	for _, acct := range accounts {
		for _, address := range acct.Addresses() {
			a.own[address] = true
		}
		if acct.ID == p.in.AccountID {
			a.acct = acct
		}
	}
	if a.acct == nil {
		return nil, parley.NotFoundf("the channel that this message came through is gone")
	}
	a.forwarded(accounts)
	a.moving, err = tx.RunningMove(a.acct.ID)
	return a, err
}

// forwarded gives a mail to the channel that it was written to, where that has
// no mailbox of its own: its mail is forwarded to a fallback address, which stays
// in its inbox when the channel moves to the help desk (TIX-13).
func (a *arrival) forwarded(accounts []*parley.ChannelAccount) {
	if !a.acct.Fallback {
		return
	}
	for _, acct := range accounts {
		if acct.Channel != parley.ChannelEmail || acct.Fallback || acct.Settings.IMAP != nil || !acct.Active || acct.InboxID == a.acct.InboxID {
			continue
		}
		for _, to := range append(slices.Clone(a.in.To), a.in.Cc...) {
			if slices.Contains(acct.Addresses(), parley.WithoutTag(strings.ToLower(to.Address))) {
				a.acct = acct
				return
			}
		}
	}
}

func (a *arrival) ours(address string) bool {
	if a.in.Relayed != nil {
		return address == a.acct.From()
	}
	return a.own[parley.WithoutTag(address)]
}

// copy returns the message that this one is a copy of: our own mail seen again
// in the Sent folder, or a mail that reached two addresses of one inbox
// (EMAIL-21, EMAIL-23). Equal Message-IDs alone prove nothing (ATK-13).
func (a *arrival) copy() (*parley.Message, error) {
	if a.in.Ours && a.in.MailID != "" {
		if m, err := a.tx.MessageByMailID(a.in.MailID); m != nil || err != nil {
			return m, err
		}
	}
	if a.in.ContentHash == "" {
		return nil, nil
	}
	if m, err := a.tx.CopyInInbox(a.acct.InboxID, a.in.ContentHash); m != nil || err != nil || a.moving == nil {
		return m, err
	}
	m, err := a.tx.CopyInInbox(a.moving.FromID, a.in.ContentHash)
	if m == nil || err != nil {
		return nil, err
	}
	if th, err := a.tx.Thread(m.ThreadID); err != nil || !a.moving.Takes(th) {
		return nil, err
	}
	return m, nil
}

// append finds or opens the thread and adds the message with all that follows.
func (a *arrival) append() (channel.Result, error) {
	if err := a.enter(); err != nil {
		return channel.Result{}, err
	}
	if err := a.join(); err != nil {
		return channel.Result{}, err
	}
	if err := a.judge(); err != nil {
		return channel.Result{}, err
	}
	if err := a.proveVisitor(); err != nil {
		return channel.Result{}, err
	}
	fresh := a.thread == nil
	if fresh {
		if err := a.open(); err != nil {
			return channel.Result{}, err
		}
	}
	m, err := a.write(fresh)
	if err != nil {
		return channel.Result{}, err
	}
	if err := a.follow(m, fresh); err != nil {
		return channel.Result{}, err
	}
	return channel.Result{Outcome: a.outcome(), ThreadID: a.thread.ID, MessageID: m.ID}, nil
}

func (a *arrival) outcome() channel.Outcome {
	switch {
	case a.in.Quarantine != "":
		return channel.Quarantined
	case a.verdict.Spam:
		return channel.Spammed
	}
	return channel.Imported
}

func (a *arrival) ledgerReason() string {
	if a.in.Quarantine != "" {
		return a.in.Quarantine
	}
	if a.verdict.Spam {
		return a.verdict.Reason
	}
	return ""
}

// join finds the thread, following merges.
func (a *arrival) join() error {
	id, why, err := a.target()
	if err != nil {
		return err
	}
	a.why = why
	for hops := 0; id != 0 && hops < 20; hops++ {
		th, err := a.tx.Thread(id)
		if parley.KindOf(err) == parley.NotFound {
			break
		} else if err != nil {
			return err
		}
		if th.MergedInto == 0 {
			a.thread = th
			if a.moving.Takes(th) { // a mail does not wait for its conversation (TIX-13)
				return triage.BringAlong(a.tx, a.moving, th)
			}
			return nil
		}
		if a.visitor != nil { // where it went may be another's
			break
		}
		id = th.MergedInto
	}
	a.why = ByNothing
	return nil
}

// target is the thread named by a visitor's widget, or found by threading.
func (a *arrival) target() (parley.ThreadID, string, error) {
	if a.in.Relayed != nil {
		return a.relayedThread()
	}
	if a.in.Visit == nil {
		if m, _, err := a.answered(); err != nil {
			return 0, "", err
		} else if m != nil {
			return m.ThreadID, ByMeeting, nil
		}
		return Join(&stored{a.tx, a.acct}, a.in, a.ours)
	}
	if a.in.Visit.ThreadID == 0 {
		return 0, ByNothing, nil
	}
	return a.in.Visit.ThreadID, ByVisitor, nil
}

// judge decides on spam. Filtered mail never enters a live thread: it opens a
// spam thread of its own (SPAM-20). What answers a spam thread stays in it.
func (a *arrival) judge() error {
	if a.visitor != nil {
		return a.judgeVisitor()
	}
	if a.in.Ours || a.in.Channel != parley.ChannelEmail {
		return nil
	}
	from := a.in.From.Address
	lists, err := a.tx.SenderRulesFor(from, domainOf(from))
	if err != nil {
		return err
	}
	rules, err := rulesOf(&a.tx.Reader)
	if err != nil {
		return err
	}
	if a.contact, err = isContact(&a.tx.Reader, a.in.From); err != nil {
		return err
	}
	live := a.thread != nil && a.thread.Live()
	a.verdict = Judge(Evidence{In: a.in, Rules: rules, Lists: lists, OwnAddress: a.ours(from),
		AnswersLive: live && a.why != ByNothing, Contact: a.contact != nil, Scored: a.p.scored})
	switch {
	case a.thread == nil:
	case a.thread.Spam && !a.thread.Trashed:
		a.verdict = Verdict{true, a.thread.SpamReason}
	case a.verdict.Spam && a.verdict.Reason == AutoResponse:
		a.verdict = Verdict{} // shown folded in the thread that it answers
	case a.verdict.Spam:
		a.thread, a.why = nil, ByNothing
	}
	return nil
}

// open makes a new thread.
func (a *arrival) open() error {
	th := &parley.Thread{
		ID: parley.ThreadID(a.tx.NewID()), InboxID: a.acct.InboxID, Status: parley.ThreadOpen, Channel: a.in.Channel, AccountID: a.acct.ID,
		BotState: parley.BotNone, SenderName: a.in.From.Name, OutboundOnly: a.in.Ours, CreatedAt: a.when(),
	}
	if th.SenderName == "" {
		th.SenderName = a.in.From.Address
	}
	if a.visitor != nil {
		th.VisitorID, th.SenderName = a.visitor.ID, callVisitor(a.tx, a.visitor)
	}
	if a.in.Closed {
		th.Status, th.ClosedAt = parley.ThreadClosed, a.when()
	}
	if a.verdict.Spam {
		th.Spam, th.SpamAt, th.SpamReason = true, a.tx.Now, a.verdict.Reason
	}
	a.thread = th
	if err := a.tx.Insert("thread", th); err != nil {
		return err
	}
	data := map[string]any{"silent": a.in.Silent}
	if th.VisitorID != 0 {
		data["visitor_id"], data["visitor_key"] = th.VisitorID.String(), a.visitor.Key
	}
	_, err := triage.Note(a.tx, parley.System, th, parley.ThreadCreated, data)
	return err
}

// when is the time under which the message stands in its thread. Live mail is
// ordered by its arrival, not by what it says of itself.
func (a *arrival) when() time.Time {
	at := a.in.ReceivedAt
	if a.in.Silent || a.in.Ours {
		at = a.in.At
	}
	if at.IsZero() || at.After(a.tx.Now) || at.Year() < 1980 {
		return a.tx.Now
	}
	return at.UTC().Truncate(time.Millisecond)
}

// attachContact ties the thread to the person outside; spam makes no contact
// (SPAM-01), and a contact once taken off stays off (CRM-02).
func (a *arrival) attachContact() error {
	if a.verdict.Spam || a.thread.ContactID != 0 || a.thread.ContactDetached {
		return nil
	}
	who := a.in.From
	if a.in.Ours {
		if len(a.in.To) == 0 {
			return nil
		}
		who = a.in.To[0]
	}
	if who.Address == "" || a.ours(who.Address) {
		return nil
	}
	c, err := crm.Resolve(a.tx, who)
	if err != nil {
		return err
	}
	a.contact = c
	a.thread.ContactID = c.ID
	return nil
}
