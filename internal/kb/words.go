package kb

import (
	"strconv"
	"time"
)

// words are what the pages say themselves, by language.
var words = map[string]map[string]string{
	"en": {
		"title": "Help centre", "about": "Answers to the questions that people ask us most.", "question": "How can we help?", "search": "Search",
		"placeholder": "Search for an answer", "skip": "Skip to the text", "updated": "Updated on", "helpful": "Was this helpful?", "yes": "Yes", "no": "No",
		"thanks": "Thank you", "thanks_text": "Your answer helps us to write better ones.", "back": "Back to the help centre", "language": "Language", "path": "You are here",
		"none": "We found nothing for", "none_text": "Try fewer or other words, or look through the topics below.", "found": "Results for", "topics": "Topics", "more": "All articles in",
		"missing": "This page is not here", "missing_text": "It may have moved, or the address has a typing error.", "draft": "Preview: nobody else sees this page.", "related": "In the same topic",
		"quote": "“", "unquote": "”", "empty": "Type what you are looking for.",
	},
	"fr": {
		"title": "Centre d’aide", "about": "Les réponses aux questions qui nous sont le plus posées.", "question": "Comment pouvons-nous vous aider ?", "search": "Rechercher",
		"placeholder": "Chercher une réponse", "skip": "Aller au texte", "updated": "Mis à jour le", "helpful": "Cet article vous a-t-il été utile ?", "yes": "Oui", "no": "Non",
		"thanks": "Merci", "thanks_text": "Votre avis nous aide à mieux répondre.", "back": "Retour au centre d’aide", "language": "Langue", "path": "Vous êtes ici",
		"none": "Nous n’avons rien trouvé pour", "none_text": "Essayez avec moins de mots ou d’autres mots, ou parcourez les thèmes ci-dessous.", "found": "Résultats pour", "topics": "Thèmes", "more": "Tous les articles de",
		"missing": "Cette page n’existe pas", "missing_text": "Elle a peut-être été déplacée, ou l’adresse contient une faute de frappe.", "draft": "Aperçu : personne d’autre ne voit cette page.", "related": "Dans le même thème",
		"quote": "«\u00a0", "unquote": "\u00a0»", "empty": "Tapez ce que vous cherchez.",
	},
}

var frenchMonths = [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}

// day is a date as people of a language write it.
func day(t time.Time, language string) string {
	t = t.UTC()
	if language != "fr" {
		return t.Format("2 January 2006")
	}
	d := strconv.Itoa(t.Day())
	if t.Day() == 1 {
		d = "1er"
	}
	return d + " " + frenchMonths[t.Month()-1] + " " + strconv.Itoa(t.Year())
}
