package email

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// imapSession is one connection to a mailbox.
type imapSession struct {
	*mailbox
	client    *imapclient.Client
	connected time.Time     // since when the mailbox is ours to read
	news      chan struct{} // one place: the server told of new mail
	folders   []*folder     // the first is the one that IDLE watches
	open      *folder
	noIdle    bool      // the server offers IDLE and refuses it
	rounded   time.Time // when the other folders were visited last
}

// run reads what is there and then waits for more, until the connection or ctx
// ends. It never returns nil before ctx ends.
func (s *imapSession) run(ctx context.Context) error {
	if err := s.connect(ctx); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { s.client.Close() })
	defer stop()
	defer s.client.Close()
	if err := s.loadSince(ctx); err != nil {
		return err
	}
	if err := s.choose(ctx); err != nil {
		return err
	}
	if err := s.catchUp(ctx, s.folders[0]); err != nil {
		return err
	}
	if err := s.round(ctx, s.catchUp); err != nil {
		return err
	}
	s.failures = 0
	for ctx.Err() == nil {
		if err := s.wait(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (s *imapSession) connect(ctx context.Context) error {
	server := s.acct.Settings.IMAP
	secret, err := secret(ctx, s.p.Directory, s.p.Tokens, s.acct, server, "imap_password")
	switch {
	case err != nil && server.Auth != "xoauth2":
		return &storeError{err}
	case err != nil:
		return err
	}
	s.news = make(chan struct{}, 1)
	s.client, err = connectIMAP(ctx, server, secret, s.p.TLS, func() {
		select {
		case s.news <- struct{}{}:
		default:
		}
	})
	return err
}

// choose finds the folders to watch and tells which are missing.
func (s *imapSession) choose(ctx context.Context) error {
	names, sent, err := folders(s.client)
	if err != nil {
		return err
	}
	found, missing := watch(s.acct.Settings.Folders, or(s.acct.Settings.SentFolder, sent), names)
	if len(found) == 0 {
		return fmt.Errorf("none of the folders %s is there", strings.Join(missing, ", "))
	}
	for _, w := range found {
		f := s.folder(w.name, w.ours)
		if err := f.load(ctx, s.p.State, s.acct.ID); err != nil {
			return &storeError{err}
		}
		s.folders = append(s.folders, f)
	}
	reason := ""
	if len(missing) > 0 {
		reason = "not found in the mailbox: " + strings.Join(missing, ", ")
	}
	s.works(ctx, reason)
	return nil
}

// watched is a folder to follow.
type watched struct {
	name string
	ours bool // holds sent mail (EMAIL-23)
}

// watch returns the folders to follow among names: the chosen ones, or INBOX,
// and the one with sent mail.
func watch(chosen []string, sent string, names []string) (found []watched, missing []string) {
	if len(chosen) == 0 {
		chosen = []string{"INBOX"}
	}
	add := func(name string, ours bool) {
		i := slices.IndexFunc(names, func(n string) bool {
			return n == name || strings.EqualFold(n, "INBOX") && strings.EqualFold(name, "INBOX")
		})
		switch {
		case i < 0:
			missing = append(missing, name)
		case !slices.ContainsFunc(found, func(w watched) bool { return w.name == names[i] }):
			found = append(found, watched{names[i], ours})
		}
	}
	for _, name := range chosen {
		if name != sent {
			add(name, false)
		}
	}
	if sent != "" {
		add(sent, true)
	}
	return found, missing
}

// wait returns after new mail was fetched or a round was made. The round each
// interval also keeps the connection alive: routers forget quiet ones.
func (s *imapSession) wait(ctx context.Context) error {
	first := s.folders[0]
	if s.open != first {
		if err := s.catchUp(ctx, first); err != nil { // opens it
			return err
		}
	}
	if err := s.idle(ctx, time.Until(s.rounded.Add(s.p.Interval))); err != nil || ctx.Err() != nil {
		return err
	}
	if err := s.catchUp(ctx, first); err != nil || time.Since(s.rounded) < s.p.Interval {
		return err
	}
	return s.round(ctx, s.look)
}

// round visits the folders that IDLE does not watch. One that the server does
// not open is left out of this session, and the others go on.
func (s *imapSession) round(ctx context.Context, visit func(context.Context, *folder) error) error {
	s.rounded = time.Now()
	for _, f := range slices.Clone(s.folders[1:]) {
		err := visit(ctx, f)
		var closed *closedError
		switch {
		case errors.As(err, &closed):
			s.folders = slices.DeleteFunc(s.folders, func(other *folder) bool { return other == f })
			s.works(ctx, closed.Error())
		case err != nil:
			return err
		}
	}
	return nil
}

// closedError says that the server does not open a folder.
type closedError struct{ name, words string }

func (e *closedError) Error() string { return "cannot open " + e.name + ": " + e.words }

// refusal reports whether err is an answer of the server, on a connection that
// is still good.
func refusal(err error) bool {
	var answer *imap.Error
	return errors.As(err, &answer) && answer.Type != imap.StatusResponseTypeBye
}

// closed makes an answer to the opening of a folder a closedError.
func closed(name string, err error) error {
	var answer *imap.Error
	if refusal(err) && errors.As(err, &answer) {
		return &closedError{name, answer.Text}
	}
	return fmt.Errorf("open %s: %w", name, err)
}

// idle waits for news of the open folder, at most for d (RFC 2177). A server
// without IDLE is asked again after that.
func (s *imapSession) idle(ctx context.Context, d time.Duration) (err error) {
	select {
	case <-s.news:
		return nil
	default:
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	var idle *imapclient.IdleCommand
	if !s.noIdle && s.client.Caps().Has(imap.CapIdle) {
		if idle, err = s.client.Idle(); refusal(err) {
			idle, s.noIdle, err = nil, true, nil
		} else if err != nil {
			return fmt.Errorf("idle: %w", err)
		}
	}
	select {
	case <-s.news:
	case <-timer.C:
	case <-s.client.Closed():
		return errors.New("the server closed the connection")
	case <-ctx.Done():
		return nil
	}
	if idle == nil {
		return nil
	}
	if err := idle.Close(); err != nil {
		return fmt.Errorf("end of idle: %w", err)
	}
	return idle.Wait()
}

// look asks whether a folder that is not open has changed.
func (s *imapSession) look(ctx context.Context, f *folder) error {
	data, err := s.client.Status(f.name, &imap.StatusOptions{UIDNext: true, UIDValidity: true}).Wait()
	if err != nil {
		return closed(f.name, err)
	}
	if data.UIDValidity == f.cur.Validity && data.UIDNext != 0 && uint32(data.UIDNext) <= f.cur.UID+1 && !f.due(s.p.Now()) {
		return nil
	}
	return s.catchUp(ctx, f)
}
