package visitor

import (
	"fmt"
	"html"
	"strings"
	"time"

	"parley/internal/parley"
)

// words are what visitors are mailed, in their chatflow's language.
type words struct {
	about      string // a subject, with the company
	unread     string
	transcript string
	continued  string // before a link
	you        string
	file       string
}

var english = &words{about: "Your chat with %s", unread: "You left before our answer arrived. Here it is. To go on, simply answer this mail.",
	transcript: "Here is what was said in your chat with us. To go on, simply answer this mail.", continued: "Open the chat again: ", you: "You", file: "File: "}

var french = &words{about: "Votre chat avec %s", unread: "Vous êtes parti avant notre réponse. La voici. Pour continuer, répondez simplement à cet e-mail.",
	transcript: "Voici ce qui s'est dit dans votre chat avec nous. Pour continuer, répondez simplement à cet e-mail.", continued: "Rouvrir le chat : ", you: "Vous", file: "Fichier : "}

func wordsIn(language string) *words {
	if strings.HasPrefix(language, "fr") {
		return french
	}
	return english
}

// subject is one line, whatever the company's name is.
func (w *words) subject(company string) string {
	return strings.Join(strings.Fields(fmt.Sprintf(w.about, company)), " ")
}

// letter writes messages as a mail. Of an address that is not proved the
// visitor's own words are left out: else anybody could make us write to a
// stranger what they like (ATK-10). Names given by visitors are never in it.
func (m *mailing) letter(intro string, said []*parley.Message) (text, page string) {
	var t, p strings.Builder
	fmt.Fprintf(&t, "%s\n\n", intro)
	fmt.Fprintf(&p, "<p>%s</p>", html.EscapeString(intro))
	for _, x := range said {
		who := m.words.you
		if x.Direction == parley.Outgoing {
			who = x.From.Name
		} else if !m.visitor.EmailVerified {
			continue
		}
		line := who + " · " + m.at(x.CreatedAt)
		fmt.Fprintf(&t, "%s\n%s\n\n", line, x.Text)
		fmt.Fprintf(&p, "<p style=\"margin:16px 0 2px;color:#66737c;font-size:13px\">%s</p><p style=\"margin:0\">%s</p>", html.EscapeString(line), strings.ReplaceAll(html.EscapeString(x.Text), "\n", "<br>"))
	}
	if link := m.link(); link != "" {
		fmt.Fprintf(&t, "%s%s\n", m.words.continued, link)
		fmt.Fprintf(&p, "<p>%s<a href=\"%s\">%s</a></p>", html.EscapeString(m.words.continued), html.EscapeString(link), html.EscapeString(link))
	}
	return t.String(), p.String()
}

// at is a time as the visitor's clock shows it.
func (m *mailing) at(t time.Time) string {
	loc, err := time.LoadLocation(m.visitor.Timezone)
	if err != nil || m.visitor.Timezone == "" {
		loc = time.UTC
	}
	return t.In(loc).Format("2006-01-02 15:04 MST")
}

// link leads to the chat on the operator's own site. The page that the visitor
// told us is never in it: a stranger chose it.
func (m *mailing) link() string {
	if m.site == "" {
		return ""
	}
	return m.site + "/#hs-chat-open"
}
