package seed

import (
	"parley/internal/kb"
	"parley/internal/parley"
	"parley/internal/store"
)

// helpCategory gathers the company's articles.
var helpCategory = parley.ArticleCategory{
	Names:        map[string]string{"en": "First steps", "fr": "Premiers pas"},
	Descriptions: map[string]string{"en": "Begin with Atlas, alone or as a team", "fr": "Débuter avec Atlas, seul ou en équipe"},
}

// articles are those of the help pages, each in both languages.
var articles = [][]parley.ArticleVersion{
	{
		{Language: "en", Title: "Invite your team", Description: "Add colleagues, and say what each may do",
			HTML: "<p>Everybody in your team needs a seat. People who only comment do not.</p><h2>Send the invitations</h2><ol><li>Open <strong>Settings</strong>, then <strong>People</strong>.</li><li>Write the addresses, one a line.</li><li>Choose a role and send.</li></ol><p>An invitation is good for a week. You can send it again at any time.</p>"},
		{Language: "fr", Title: "Inviter votre équipe", Description: "Ajouter des collègues et choisir leurs droits",
			HTML: "<p>Chaque membre de l’équipe a besoin d’un siège, sauf les personnes qui ne font que commenter.</p><h2>Envoyer les invitations</h2><ol><li>Ouvrez <strong>Réglages</strong>, puis <strong>Personnes</strong>.</li><li>Saisissez les adresses, une par ligne.</li><li>Choisissez un rôle et envoyez.</li></ol><p>Une invitation est valable une semaine. Vous pouvez la renvoyer à tout moment.</p>"},
	},
	{
		{Language: "en", Title: "Correct an invoice", Description: "What to do when the number of seats or the address is wrong",
			HTML: "<p>Write to us within 30 days and name the number of the invoice. We send a corrected one on the same day.</p><blockquote><p>The wrong invoice stays in your account, marked as replaced: your bookkeeping needs both.</p></blockquote>"},
		{Language: "fr", Title: "Corriger une facture", Description: "Que faire si le nombre de sièges ou l’adresse est erroné",
			HTML: "<p>Écrivez-nous dans les 30 jours en indiquant le numéro de la facture. Nous envoyons la facture corrigée le jour même.</p><blockquote><p>La facture erronée reste dans votre compte, marquée comme remplacée : votre comptabilité a besoin des deux.</p></blockquote>"},
	},
}

// help writes and publishes the articles.
func (c *Company) help(tx *store.Tx) error {
	category := helpCategory
	if err := kb.SaveCategory(tx, parley.ByUser(c.Admin.ID), &category); err != nil {
		return err
	}
	for _, versions := range articles {
		a, err := kb.CreateArticle(tx, c.Admin, category.ID)
		if err != nil {
			return err
		}
		for _, v := range versions {
			v.ArticleID, v.Published = a.ID, true
			if err := kb.SaveVersion(tx, c.Admin, &v, nil); err != nil {
				return err
			}
		}
	}
	return nil
}
