package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"parley/internal/channel/email"
	"parley/internal/parley"
	"parley/internal/store"
)

// importCommands bring in mail of the past (EMAIL-24) and an account of HubSpot,
// also while the server runs.
type importCommands struct {
	HubSpot importHubSpotCommand `cmd:"" name:"hubspot" help:"Move an account of HubSpot in, through its public API. Run it again to bring what changed."`
	Mbox    importMboxCommand    `cmd:"" help:"Import an mbox file."`
	Maildir importMaildirCommand `cmd:"" help:"Import a maildir with its folders."`
	IMAP    importIMAPCommand    `cmd:"" name:"imap" help:"Import a whole mailbox that is connected already."`
}

// importOptions are common to all sources.
type importOptions struct {
	options
	Inbox   string `help:"Name or id of the inbox to import into."`
	Account string `help:"Address through which the mail came, where the inbox has several."`
	DryRun  bool   `help:"Only count what is new, already there or unreadable."`
	Open    bool   `help:"Leave the conversations open. Without it they are closed: they are past."`
}

type importMboxCommand struct {
	importOptions
	File string `arg:"" type:"existingfile" help:"The mbox file."`
}

type importMaildirCommand struct {
	importOptions
	Dir string `arg:"" type:"existingdir" help:"The folder with cur and new in it."`
}

type importIMAPCommand struct {
	importOptions
	Address string   `arg:"" help:"Address of the connected mailbox."`
	Folder  []string `help:"Folders to import. Without it: all but drafts, junk and trash."`
}

func (c *importMboxCommand) Run(ctx context.Context) error {
	return c.run(ctx, func(p *program, _ *parley.ChannelAccount) ([]*source, error) {
		s, err := mboxSource(c.File, c.MaxMail)
		return []*source{s}, err
	})
}

func (c *importMaildirCommand) Run(ctx context.Context) error {
	return c.run(ctx, func(p *program, _ *parley.ChannelAccount) ([]*source, error) {
		s, err := maildirSource(c.Dir, c.MaxMail)
		return []*source{s}, err
	})
}

func (c *importIMAPCommand) Run(ctx context.Context) error {
	c.Account = c.Address
	return c.run(ctx, func(p *program, acct *parley.ChannelAccount) ([]*source, error) {
		poller := p.poller()
		folders, err := poller.Folders(ctx, acct, c.Folder...)
		var out []*source
		for _, f := range folders {
			out = append(out, imapSource(ctx, poller, acct, f))
		}
		return out, err
	})
}

// run imports the sources one after the other.
func (o *importOptions) run(ctx context.Context, open func(*program, *parley.ChannelAccount) ([]*source, error)) error {
	if err := o.check(); err != nil {
		return err
	}
	o.logging()
	o.DemoMailbox = false // the server beside has it
	p, err := newProgram(ctx, &o.options)
	if err != nil {
		return err
	}
	defer p.close()
	acct, err := o.target(p.db.Read(ctx))
	if err != nil {
		return err
	}
	sources, err := open(p, acct)
	if err != nil {
		return err
	}
	var sum tally
	for _, s := range sources {
		im := &mailImport{program: p, acct: acct, source: s, dry: o.DryRun, open: o.Open, bar: newBar(os.Stderr, s.name, s.total, s.bytes)}
		err = im.run(ctx)
		im.bar.end()
		sum.add(im.sum)
		if err != nil {
			break
		}
	}
	fmt.Println(sum.text(o.DryRun))
	return err
}

// target finds the account that the mail is to come through.
func (o *importOptions) target(r *store.Reader) (*parley.ChannelAccount, error) {
	accounts, err := r.ChannelAccounts(0)
	if err != nil {
		return nil, err
	}
	inboxes, err := r.Inboxes()
	if err != nil {
		return nil, err
	}
	name := map[parley.InboxID]string{}
	for _, in := range inboxes {
		name[in.ID] = in.Name
	}
	var fit []*parley.ChannelAccount
	var choice []string
	for _, a := range accounts {
		if a.Channel != parley.ChannelEmail {
			continue
		}
		choice = append(choice, fmt.Sprintf("  --inbox %q --account %s", name[a.InboxID], a.Address))
		inbox := o.Inbox == "" || strings.EqualFold(o.Inbox, name[a.InboxID]) || o.Inbox == a.InboxID.String()
		if inbox && (o.Account == "" || strings.EqualFold(o.Account, a.Address)) {
			fit = append(fit, a)
		}
	}
	switch {
	case len(choice) == 0:
		return nil, fmt.Errorf("there is no e-mail address to import into yet: connect one in the settings first")
	case len(fit) == 0:
		return nil, fmt.Errorf("no such inbox or address; there are:\n%s", strings.Join(choice, "\n"))
	case len(fit) > 1 && fit[0].InboxID != fit[1].InboxID:
		return nil, fmt.Errorf("say where to import; there are:\n%s", strings.Join(choice, "\n"))
	}
	return fit[0], nil
}

// tally is what became of mails.
type tally struct {
	fresh, spam, known, unreadable int64
	refused                        []string // what was left out, with the reason
}

func (t *tally) add(o tally) {
	t.fresh, t.spam, t.known, t.unreadable = t.fresh+o.fresh, t.spam+o.spam, t.known+o.known, t.unreadable+o.unreadable
	t.refused = append(t.refused, o.refused...)
}

func (t *tally) text(dry bool) string {
	verb := "imported"
	if dry {
		verb = "new"
	}
	text := fmt.Sprintf("%d %s, %d already there, %d unreadable", t.fresh, verb, t.known, t.unreadable)
	if t.spam > 0 {
		text += fmt.Sprintf(", %d of the imported to spam", t.spam)
	}
	if !dry && t.unreadable > 0 {
		text += " (kept in quarantine as they came)"
	}
	for _, line := range t.refused {
		text += "\nleft out: " + line
	}
	return text
}

// refuse notes a mail that could not be had from its source.
func (t *tally) refuse(s *source, raw *email.Raw, reason error) {
	t.refused = append(t.refused, fmt.Sprintf("%s %s: %v", s.name, where(raw), reason))
}
