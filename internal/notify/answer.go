package notify

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"strings"
	"time"

	"parley/internal/auth"
	"parley/internal/deliver"
	"parley/internal/job"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// answerKey is the preference by which somebody answers notifications by mail
// (COLLAB-13): whoever can write mail as they do can then write as them here.
const answerKey = "answer_by_mail"

// answerable is for how long a notification can be answered by mail.
const answerable = 14 * 24 * time.Hour

// refusals are how many mails a day tell somebody that an answer was not taken.
const refusals = 10

func answersByMail(r *store.Reader, id parley.UserID) (on bool, err error) {
	prefs, err := r.Preferences(id)
	if err == nil && len(prefs[answerKey]) > 0 {
		json.Unmarshal(prefs[answerKey], &on)
	}
	return on, err
}

// openAnswer opens an address for the answer to a notification, where there is
// something to answer and u wants that. It returns its token and what is said of
// it, both empty otherwise.
func (t *teller) openAnswer(n news, u *parley.User) (token, hint string, err error) {
	if n.thread == nil || n.topic == Switched {
		return "", "", nil
	}
	if on, err := answersByMail(&t.tx.Reader, u.ID); !on || err != nil {
		return "", "", err
	}
	if can, err := deliver.CanBeAnswered(&t.tx.Reader); !can || err != nil {
		return "", "", err
	}
	a := &store.MailAnswer{UserID: u.ID, ThreadID: n.thread.ID, Comment: n.topic == Mentioned || n.topic == Commented}
	if err := t.tx.AddMailAnswer(a); err != nil {
		return "", "", err
	}
	words := answerWords[u.Language]
	if words == nil {
		words = answerWords["en"]
	}
	if a.Comment {
		return a.Token, words["comment"], nil
	}
	return a.Token, words["reply"], nil
}

// work is the job of [Service.Answer].
func (s *Service) work(ctx context.Context, w *job.Work) error {
	var m parley.ColleagueMail
	if err := w.Decode(&m); err != nil {
		return err
	}
	return s.Answer(ctx, m)
}

// Answer makes an answer, or a comment, of mail to the address of a
// notification. The same mail makes it once.
func (s *Service) Answer(ctx context.Context, m parley.ColleagueMail) error {
	a, err := s.db.Read(ctx).MailAnswer(m.Token)
	if a == nil || err != nil {
		return err
	}
	var why refusal
	err = s.db.Write(ctx, func(tx *store.Tx) error { return take(tx, a, m) })
	if !errors.As(err, &why) {
		return err
	}
	return s.db.Write(ctx, func(tx *store.Tx) error { return refuse(tx, a.UserID, why, m) })
}

// refusal is why an answer is not taken: a key of answerWords.
type refusal string

func (r refusal) Error() string { return "the answer is not taken: " + string(r) }

// take writes what somebody mailed, or refuses it.
func take(tx *store.Tx, a *store.MailAnswer, m parley.ColleagueMail) error {
	u, err := tx.User(a.UserID)
	if err != nil || !u.Active() {
		return err
	}
	on, err := answersByMail(&tx.Reader, u.ID)
	switch {
	case err != nil:
		return err
	case !on:
		return refusal("off")
	case tx.Now.Sub(a.CreatedAt) > answerable:
		return refusal("late")
	case !strings.EqualFold(m.From, u.Email), !m.Authenticated:
		return refusal("unproved")
	case m.Text == "" && len(m.FileIDs) == 0:
		return refusal("empty")
	}
	err = write(tx, u, a, m)
	switch parley.KindOf(err) {
	case parley.Invalid, parley.Forbidden, parley.NotFound, parley.Conflict, parley.TooLarge:
		return refusal("refused")
	}
	return err
}

func write(tx *store.Tx, u *parley.User, a *store.MailAnswer, m parley.ColleagueMail) error {
	if a.Comment {
		th, _, err := auth.CommentOnThread(&tx.Reader, u, a.ThreadID)
		if err != nil {
			return err
		}
		_, err = triage.AddComment(tx, parley.ByUser(u.ID), th, triage.NewComment{ClientID: m.ClientID, Text: m.Text, HTML: paragraphs(m.Text), Files: m.FileIDs})
		return err
	}
	th, _, err := auth.ActOnThread(&tx.Reader, u, a.ThreadID)
	if err != nil {
		return err
	}
	parts, err := tx.Participants(th.ID)
	if err != nil {
		return err
	}
	to, err := deliver.AnswerTo(&tx.Reader, th, parts)
	if err != nil {
		return err
	}
	_, err = deliver.Reply(tx, u, th, deliver.NewMessage{ClientID: m.ClientID, AccountID: to.AccountID, To: to.To, Cc: to.Cc, Subject: to.Subject, Text: m.Text, HTML: paragraphs(m.Text), AttachmentIDs: m.FileIDs})
	return err
}

// refuse tells somebody that an answer was not taken, with its words.
func refuse(tx *store.Tx, id parley.UserID, why refusal, m parley.ColleagueMail) error {
	u, err := tx.User(id)
	if err != nil {
		return err
	}
	told, err := tx.CountAttempt("notify/answer/"+u.ID.String(), 24*time.Hour)
	if err != nil || told > refusals {
		return err
	}
	words := answerWords[u.Language]
	if words == nil {
		words = answerWords["en"]
	}
	text := words[string(why)]
	if why != "unproved" && m.Text != "" { // a stranger's words are not passed on
		text += "\n\n" + quote(m.Text)
	}
	return deliver.Post(tx, deliver.Letter{To: parley.Address{Name: u.Name(), Address: u.Email}, Subject: words["subject"], Text: text + "\n"})
}

func paragraphs(text string) string {
	return "<p>" + strings.ReplaceAll(html.EscapeString(text), "\n", "<br>") + "</p>"
}

var answerWords = map[string]map[string]string{
	"en": {
		"reply":    "Answer this mail to write to the customer.",
		"comment":  "Answer this mail to comment. The customer does not see it.",
		"subject":  "Your answer was not sent",
		"off":      "You answered a notification by mail, and answering by mail is off in your notification settings.",
		"late":     "You answered a notification that is more than 14 days old. Open the conversation to answer.",
		"unproved": "Somebody answered a notification of yours by mail, and it is not proved that it was you: the mail must come from your own address and pass DMARC. Nothing was sent. If it was you, open the conversation to answer.",
		"empty":    "Your answer held no words of its own. Write above what is quoted.",
		"refused":  "Your answer could not be sent: the conversation is gone, closed to you, or has nobody to write to. Open Parley to see.",
	},
	"fr": {
		"reply":    "Répondez à cet e-mail pour écrire au client.",
		"comment":  "Répondez à cet e-mail pour commenter. Le client ne le voit pas.",
		"subject":  "Votre réponse n'a pas été envoyée",
		"off":      "Vous avez répondu à une notification par e-mail, mais la réponse par e-mail est désactivée dans vos paramètres de notification.",
		"late":     "Vous avez répondu à une notification de plus de 14 jours. Ouvrez la conversation pour répondre.",
		"unproved": "Quelqu'un a répondu par e-mail à l'une de vos notifications et rien ne prouve que c'était vous : l'e-mail doit venir de votre adresse et passer DMARC. Rien n'a été envoyé. Si c'était vous, ouvrez la conversation pour répondre.",
		"empty":    "Votre réponse ne contenait aucun texte propre. Écrivez au-dessus de la citation.",
		"refused":  "Votre réponse n'a pas pu être envoyée : la conversation n'existe plus, ne vous est plus accessible ou n'a pas de destinataire. Ouvrez Parley pour voir.",
	},
}
