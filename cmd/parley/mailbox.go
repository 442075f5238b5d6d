package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"parley/internal/channel/email"
	"parley/internal/parley"
	"parley/internal/store"
)

// mailboxCommands look after mailboxes that are read by IMAP.
type mailboxCommands struct {
	Audit mailboxAuditCommand `cmd:"" help:"Compare mailboxes on their servers with the ledger: every mail must be accounted for."`
}

type mailboxAuditCommand struct {
	options
	Address string        `arg:"" optional:"" help:"Address of one mailbox. Without it: all."`
	JSON    bool          `help:"Print the report as JSON."`
	Wait    time.Duration `help:"How long a mail that has just come may take to be fetched." default:"10s"`
}

// mailboxReport is what an audit found of one mailbox.
type mailboxReport struct {
	Address string         `json:"address"`
	Error   string         `json:"error,omitempty"` // it could not be looked at
	Folders []folderReport `json:"folders"`
}

// folderReport accounts for the mails of one folder (SAFE-06).
type folderReport struct {
	Folder   string         `json:"folder"`
	Sent     bool           `json:"sent"`
	Validity uint32         `json:"uid_validity"`
	Total    int            `json:"total"`
	Outcomes map[string]int `json:"outcomes"`
	Reasons  []mailReason   `json:"reasons"` // of what was refused or put in quarantine
	Gaps     []mailReason   `json:"gaps"`    // of what nobody can account for
}

type mailReason struct {
	UID     uint32 `json:"uid"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
}

func (c *mailboxAuditCommand) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	c.logging()
	c.DemoMailbox = false // the server beside has it
	p, err := newProgram(ctx, &c.options)
	if err != nil {
		return err
	}
	defer p.close()
	reports, err := p.audit(ctx, c.Address, c.Wait)
	if err != nil {
		return err
	}
	if c.JSON {
		enc := json.NewEncoder(os.Stdout)
		enc.SetIndent("", "  ")
		err = enc.Encode(reports)
	} else {
		printAudit(os.Stdout, reports)
	}
	return errors.Join(err, auditError(reports))
}

// audit looks at the mailbox of an address, or at all.
func (p *program) audit(ctx context.Context, address string, wait time.Duration) ([]mailboxReport, error) {
	accounts, err := p.directory.Accounts(ctx, parley.ChannelEmail)
	if err != nil {
		return nil, err
	}
	out := []mailboxReport{}
	for _, acct := range accounts {
		if acct.Settings.IMAP == nil || address != "" && !strings.EqualFold(acct.Address, address) {
			continue
		}
		report := mailboxReport{Address: acct.Address, Folders: []folderReport{}}
		if report.Folders, err = p.auditOne(ctx, acct, wait); err != nil {
			report.Error = err.Error()
		}
		out = append(out, report)
	}
	if len(out) == 0 && address != "" {
		return nil, fmt.Errorf("no mailbox of the address %s is read by IMAP", address)
	}
	return out, nil
}

// auditOne gives the watch some time for what has just come.
func (p *program) auditOne(ctx context.Context, acct *parley.ChannelAccount, wait time.Duration) ([]folderReport, error) {
	until := time.Now().Add(wait)
	for {
		changed := p.db.Changed()
		folders, err := p.poller().Audit(ctx, acct)
		if err != nil {
			return []folderReport{}, err
		}
		out, waiting := []folderReport{}, false
		for _, f := range folders {
			report, err := p.account(ctx, acct.ID, f)
			if err != nil {
				return out, err
			}
			waiting = waiting || slices.ContainsFunc(report.Gaps, func(g mailReason) bool { return g.Outcome == "waiting" })
			out = append(out, report)
		}
		if !waiting || !time.Now().Before(until) {
			return out, nil
		}
		select {
		case <-ctx.Done():
			return out, ctx.Err()
		case <-changed:
		case <-time.After(time.Until(until)):
		}
	}
}

// account compares a folder with its ledger.
func (p *program) account(ctx context.Context, id parley.ChannelAccountID, f email.FolderUIDs) (folderReport, error) {
	report := folderReport{Folder: f.Folder, Sent: f.Sent, Validity: f.Validity, Total: len(f.UIDs), Outcomes: map[string]int{}, Reasons: []mailReason{}, Gaps: []mailReason{}}
	lines, err := p.db.Read(ctx).Ledger(id, f.Folder, f.Validity)
	if err != nil {
		return report, err
	}
	for _, uid := range f.UIDs {
		// A line stands for one UID or for a range that ends with it: the first
		// line that does not end before uid is the one that may hold it.
		i, exact := slices.BinarySearchFunc(lines, uid, func(l *store.LedgerLine, uid uint32) int { return int(int64(l.UID) - int64(uid)) })
		if exact || i < len(lines) && lines[i].FirstUID != 0 && lines[i].FirstUID <= uid {
			report.Outcomes[lines[i].Outcome]++
			if o := lines[i].Outcome; o == "refused" || o == "quarantined" {
				report.Reasons = append(report.Reasons, mailReason{uid, o, lines[i].Reason})
			}
			continue
		}
		report.Gaps = append(report.Gaps, gap(f, uid))
	}
	return report, nil
}

// gap says what is known of a mail that the ledger does not have.
func gap(f email.FolderUIDs, uid uint32) mailReason {
	if words, ok := f.Aside[uid]; ok {
		return mailReason{uid, "aside", "the server does not hand it out: " + words}
	}
	if uid > f.Settled {
		return mailReason{uid, "waiting", "not fetched yet"}
	}
	return mailReason{uid, "missing", "nothing is known of it"}
}

func printAudit(w io.Writer, reports []mailboxReport) {
	if len(reports) == 0 {
		fmt.Fprintln(w, "no mailbox is read by IMAP")
	}
	for _, r := range reports {
		fmt.Fprintln(w, r.Address)
		if r.Error != "" {
			fmt.Fprintln(w, "  could not be looked at:", r.Error)
		}
		for _, f := range r.Folders {
			fmt.Fprintf(w, "  %s: %d mails", f.Folder, f.Total)
			for _, o := range slices.Sorted(maps.Keys(f.Outcomes)) {
				fmt.Fprintf(w, ", %d %s", f.Outcomes[o], o)
			}
			fmt.Fprintf(w, ", %d not accounted for\n", len(f.Gaps))
			for _, m := range slices.Concat(f.Reasons, f.Gaps) {
				fmt.Fprintf(w, "    uid %d %s: %s\n", m.UID, m.Outcome, m.Reason)
			}
		}
	}
}

// auditError makes the command fail where something is not accounted for.
func auditError(reports []mailboxReport) error {
	gaps, closed := 0, 0
	for _, r := range reports {
		if r.Error != "" {
			closed++
		}
		for _, f := range r.Folders {
			gaps += len(f.Gaps)
		}
	}
	if gaps+closed == 0 {
		return nil
	}
	return fmt.Errorf("%d mails are not accounted for, %d mailboxes could not be looked at", gaps, closed)
}
