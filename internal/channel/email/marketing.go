package email

import (
	"regexp"
	"strings"

	"parley/internal/mail"
)

// unsubscribing is how newsletters say that one can leave, in the languages
// that most of them are written in.
var unsubscribing = regexp.MustCompile(`(?i)unsubscribe|opt[- ]out of|email preferences|` +
	`se désabonner|désinscri|désabonnement|abmelden|abbestellen|abbestellung|` +
	`darse de baja|cancelar (la |a )?(suscripci|subscri|inscri)|cancella(re)? l.iscrizione|disiscri|` +
	`uitschrijven|afmelden|wypisz|zrezygnuj z subskrypcji|avprenumerera|avregistrer|отписаться|配信停止|退订`)

// footBytes is how much of the end of a mail is searched first.
const footBytes = 256 << 10

// bulkMarks are fields that only programs for mass mailing write.
var bulkMarks = []string{"X-Campaign", "X-CampaignID", "X-Campaign-Id", "X-Mailchimp-Campaign-Id", "X-MC-User",
	"X-Mailgun-Tag", "X-SG-EID", "X-CSA-Complaints", "X-Mailer-RecptId", "List-Unsubscribe-Post"}

// marketing reports whether msg carries marks of mass mailing or a link to
// unsubscribe outside what it quotes (SPAM-03).
func marketing(msg *mail.Message, reply string) bool {
	if msg.Unsubscribe || strings.EqualFold(msg.Header.Get("Precedence"), "bulk") {
		return true
	}
	for _, name := range bulkMarks {
		if msg.Header.Has(name) {
			return true
		}
	}
	if strings.Contains(reply, "://") && unsubscribing.MatchString(reply) {
		return true
	}
	if foot := msg.HTML[max(0, len(msg.HTML)-footBytes):]; !unsubscribing.MatchString(foot) {
		return false
	}
	visible, _ := mail.StripHTML(msg.HTML)
	return strings.Contains(visible, "href") && unsubscribing.MatchString(visible)
}
