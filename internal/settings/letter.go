package settings

import (
	"fmt"
	"strings"

	"parley/internal/auth"
	"parley/internal/parley"
	"parley/internal/store"
)

// Letters writes the mail that settings cause. Post hands one over to be sent
// in the caller's transaction.
type Letters struct {
	BaseURL string
	Post    func(tx *store.Tx, to parley.Address, subject, text string) error
}

// Invite sends an invitation.
func (l Letters) Invite(tx *store.Tx, by, u *parley.User, token string) error {
	company, err := companyName(tx)
	if err != nil {
		return err
	}
	link := l.link("invitation", token)
	if u.Language == "fr" {
		return l.post(tx, u, fmt.Sprintf("%s vous invite à rejoindre %s", by.Name(), company),
			fmt.Sprintf("Bonjour,\n\n%s vous invite à répondre aux conversations de %s.\n\nPour choisir votre mot de passe (lien valable 48 heures) :\n%s\n", by.Name(), company, link))
	}
	return l.post(tx, u, fmt.Sprintf("%s invites you to join %s", by.Name(), company),
		fmt.Sprintf("Hello,\n\n%s invites you to answer the conversations of %s.\n\nChoose your password here (the link is good for 48 hours):\n%s\n", by.Name(), company, link))
}

// Alias asks whoever reads an address whether a channel may send as it.
func (l Letters) Alias(tx *store.Tx, by *parley.User, acct *parley.ChannelAccount, address, token string) error {
	company, err := companyName(tx)
	if err != nil {
		return err
	}
	link, to := l.link("settings/channels/confirm", token), parley.Address{Address: address}
	if by.Language == "fr" {
		return l.Post(tx, to, oneLine("Confirmer l'adresse "+address), fmt.Sprintf("Bonjour,\n\n%s souhaite que %s envoie aussi ses messages depuis %s. Pour l'accepter, ouvrez ce lien dans Parley (valable 48 heures) :\n%s\n\nSinon, ignorez ce message.\n", company, acct.Address, address, link))
	}
	return l.Post(tx, to, oneLine("Confirm the address "+address), fmt.Sprintf("Hello,\n\n%s would like %s to send as %s too. To agree, open this link in Parley (good for 48 hours):\n%s\n\nOtherwise ignore this message.\n", company, acct.Address, address, link))
}

// Reset sends a link to choose a new password.
func (l Letters) Reset(tx *store.Tx, u *parley.User) error {
	token, err := auth.IssueToken(tx, u.ID, auth.PurposeReset, "", auth.TokenLife)
	if err != nil {
		return err
	}
	link := l.link("reset", token)
	if u.Language == "fr" {
		return l.post(tx, u, "Choisir un nouveau mot de passe",
			"Bonjour,\n\nPour choisir un nouveau mot de passe (lien valable 48 heures, une seule fois) :\n"+link+"\n\nSi vous n'avez rien demandé, ignorez ce message.\n")
	}
	return l.post(tx, u, "Choose a new password",
		"Hello,\n\nChoose a new password here (the link is good once, for 48 hours):\n"+link+"\n\nIf you did not ask for this, ignore this message.\n")
}

func (l Letters) link(page, token string) string {
	return strings.TrimSuffix(l.BaseURL, "/") + "/" + page + "/" + token
}

func (l Letters) post(tx *store.Tx, u *parley.User, subject, text string) error {
	return l.Post(tx, parley.Address{Name: strings.TrimSpace(u.FirstName + " " + u.LastName), Address: u.Email}, oneLine(subject), text)
}

// oneLine keeps names from breaking a header.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func companyName(tx *store.Tx) (string, error) {
	a, err := tx.Account()
	if err != nil || a == nil {
		return "Parley", err
	}
	return a.Name, nil
}
