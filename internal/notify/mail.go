package notify

import (
	"fmt"
	"strings"
	"time"

	"parley/internal/deliver"
	"parley/internal/parley"
)

// mailLimit is how many mails of a topic somebody gets a day (COLLAB-10).
const mailLimit = 1000

// mail writes to u, with a link to the very message (COLLAB-13).
func (t *teller) mail(n news, u *parley.User) error {
	day := t.tx.Now.Format(time.DateOnly)
	sent, err := t.tx.CountAttempt("notify/"+u.ID.String()+"/"+string(n.topic)+"/"+day, 24*time.Hour)
	if err != nil || sent > mailLimit {
		return err
	}
	link, err := t.link(n)
	if err != nil {
		return err
	}
	line := sentence(n, t.nameOf(n.event.Actor(), n), u.Language)
	text := line + "\n\n"
	if n.message != nil && n.message.Text != "" {
		text += quote(n.message.Text) + "\n\n"
	}
	token, hint, err := t.openAnswer(n, u)
	if err != nil {
		return err
	}
	if hint != "" {
		text += hint + "\n\n"
	}
	footer := footers["en"]
	if u.Language == "fr" {
		footer = footers["fr"]
	}
	reason, page := footer[0], "/settings/notifications"
	if n.topic == ownerAway {
		reason, page = footer[1], "/settings/availability"
	}
	footnote := reason + t.s.baseURL + page
	return deliver.Post(t.tx, deliver.Letter{To: parley.Address{Name: u.Name(), Address: u.Email}, Token: token, Subject: oneLine(line), Text: text + link + "\n\n-- \n" + footnote + "\n"})
}

// link leads to the message in a view where the thread stands.
func (t *teller) link(n news) (string, error) {
	base := t.s.baseURL
	if n.thread == nil {
		return base + "/settings/channels", nil
	}
	kind := "open"
	if n.thread.Status == parley.ThreadClosed {
		kind = "closed"
	}
	views, err := t.tx.Views(n.thread.InboxID)
	if err != nil {
		return "", err
	}
	for _, v := range views {
		if v.Kind == kind {
			base += "/inbox/" + n.thread.InboxID.String() + "/" + v.ID.String() + "/" + n.thread.ID.String()
			break
		}
	}
	if n.message != nil {
		base += "?item=" + n.message.UID
	}
	return base, nil
}

func (t *teller) nameOf(a parley.Actor, n news) string {
	if a.Kind == parley.ActorUser {
		if u, err := t.tx.User(a.UserID()); err == nil {
			return u.Name()
		}
	}
	if n.message != nil && n.message.Direction == parley.Incoming {
		if n.message.From.Name != "" {
			return n.message.From.Name
		}
		return n.message.From.Address
	}
	return "Parley"
}

// footers say why the mail came: by choice, or because nobody else is asked.
var footers = map[string][2]string{
	"en": {"You chose to hear of this by mail: ", "You own this contact and are away: "},
	"fr": {"Vous avez choisi d'en être averti par e-mail : ", "Vous êtes propriétaire de ce contact et absent : "},
}

// sentences are what each topic says: who, and of which conversation.
var sentences = map[string]map[Topic]string{
	"en": {
		Unassigned: "New conversation: %[2]s", Assigned: "%[1]s assigned you: %[2]s", Received: "%[1]s wrote: %[2]s", Mentioned: "%[1]s mentioned you: %[2]s",
		Commented: "%[1]s commented: %[2]s", Reminded: "Nobody has answered yet: %[2]s", Disconnected: "%[2]s has lost its connection", Quarantined: "A mail was quarantined: %[2]s",
		Switched: "%[1]s changed your availability", ownerAway: "%[1]s wrote while you are away: %[2]s",
	},
	"fr": {
		Unassigned: "Nouvelle conversation : %[2]s", Assigned: "%[1]s vous a attribué : %[2]s", Received: "%[1]s a écrit : %[2]s", Mentioned: "%[1]s vous a mentionné : %[2]s",
		Commented: "%[1]s a commenté : %[2]s", Reminded: "Toujours sans réponse : %[2]s", Disconnected: "%[2]s a perdu sa connexion", Quarantined: "Un e-mail est en quarantaine : %[2]s",
		Switched: "%[1]s a modifié votre disponibilité", ownerAway: "%[1]s a écrit en votre absence : %[2]s",
	},
}

func sentence(n news, who, language string) string {
	what := ""
	switch {
	case n.account != nil:
		what = n.account.Address
	case n.thread != nil && n.thread.Subject != "":
		what = n.thread.Subject
	case n.thread != nil && n.thread.Preview != "" && n.thread.Channel == parley.ChannelChat:
		what = n.thread.Preview
	case n.thread != nil && language == "fr":
		what = "(sans objet)"
	case n.thread != nil:
		what = "(no subject)"
	}
	pattern := sentences["en"][n.topic]
	if s, ok := sentences[language]; ok {
		pattern = s[n.topic]
	}
	if !strings.Contains(pattern, "%[2]s") {
		return fmt.Sprintf(pattern, who)
	}
	if !strings.Contains(pattern, "%[1]s") {
		return strings.ReplaceAll(pattern, "%[2]s", what)
	}
	return fmt.Sprintf(pattern, who, what)
}

// quote shows the beginning of what was said.
func quote(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) > 20 {
		lines = append(lines[:20], "…")
	}
	for i, l := range lines {
		lines[i] = "> " + strings.TrimRight(l, "\r")
	}
	return strings.Join(lines, "\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
