package sheet

import (
	"errors"
	"strings"

	"parley/internal/parley"
	"parley/internal/store"
)

// The errors of lines that no property tells.
const (
	codeNotYours = "NOT_YOURS"
	codeBeyond   = "CELLS_BEYOND_HEADER"
	codeNoKey    = "KEY_MISSING"
	codeMissing  = "RECORD_MISSING"
	codeErased   = "PERSON_ERASED"
)

var codeNoJoin = map[string]string{joinCompany: "NO_SUCH_COMPANY", joinContact: "NO_SUCH_CONTACT"}

// maxOriginal is how much of a line is kept with its error, in bytes.
const maxOriginal = 32 << 10

// problem is what is kept of a line that could not be done.
func (c *course) problem(l *line) *store.ImportError {
	out := &store.ImportError{ImportID: c.imp.ID, Line: int64(l.row.Line), Original: cut(l.row.Raw, maxOriginal), Message: l.err.Error()}
	var e *parley.Error
	if !errors.As(l.err, &e) {
		return out
	}
	if all, ok := e.Details.([]*parley.Error); ok && len(all) > 0 {
		e = all[0]
	}
	out.Code, out.Message = e.Code, e.Message
	if e.Kind == parley.NotFound && e.Code == "" {
		out.Code, e.Field = codeMissing, c.plan.Key
	}
	for i, col := range c.plan.Columns {
		if e.Field == "" || col.Property != e.Field && "associations."+col.Join != e.Field {
			continue
		}
		out.Field = c.imp.Header[i]
		if i < len(l.row.Cells) {
			out.Value = cut(strings.TrimSpace(l.row.Cells[i]), 1000)
		}
		return out
	}
	if p := c.set.Get(e.Field); p != nil {
		out.Field = p.Label
	}
	return out
}

func cut(s string, n int) string {
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return s
}

// remedies say what to do, in English and French.
var remedies = map[string][2]string{
	"INVALID_EMAIL":            {"This is not an e-mail address: write one such as ann@example.com", "Ce n’est pas une adresse e-mail : écrivez par exemple anne@exemple.fr"},
	"INVALID_OPTION":           {"This is not one of the options: use the name of one that exists", "Ce n’est pas une des options : utilisez le nom d’une option existante"},
	"INVALID_BOOLEAN":          {"Write yes or no", "Écrivez oui ou non"},
	"INVALID_INTEGER":          {"This is not a number: write digits only, or check the decimal sign", "Ce n’est pas un nombre : n’écrivez que des chiffres, ou vérifiez le séparateur décimal"},
	"INVALID_DATE":             {"This is not a date: write 2026-05-01, or check the order of day and month", "Ce n’est pas une date : écrivez 2026-05-01, ou vérifiez l’ordre du jour et du mois"},
	"INVALID_OWNER_ID":         {"Nobody of the team is called so: use an e-mail address of a colleague", "Personne de l’équipe ne s’appelle ainsi : utilisez l’adresse e-mail d’un collègue"},
	"VALUE_TOO_LONG":           {"Shorten this value", "Raccourcissez cette valeur"},
	"CONTACT_EXISTS":           {"Another contact has this address: import it with changes allowed, or remove the line", "Un autre contact a cette adresse : autorisez les modifications à l’import, ou retirez la ligne"},
	"CONFLICTING_UNIQUE_VALUE": {"Another record has this value, and only one may", "Une autre fiche a cette valeur, et une seule peut l’avoir"},
	"REQUIRED_FIELD":           {"Fill in this value", "Renseignez cette valeur"},
	"RECORD_EXISTS":            {"This record is there already: allow changes, or remove the line", "Cette fiche existe déjà : autorisez les modifications, ou retirez la ligne"},
	codeMissing:                {"There is no such record: allow new ones, or correct the value", "Cette fiche n’existe pas : autorisez les créations, ou corrigez la valeur"},
	"NO_SUCH_COMPANY":          {"There is no company of this name or domain: import companies first", "Aucune entreprise n’a ce nom ni ce domaine : importez d’abord les entreprises"},
	"NO_SUCH_CONTACT":          {"There is no contact with this address: import contacts first", "Aucun contact n’a cette adresse : importez d’abord les contacts"},
	codeNotYours:               {"You may not change this record: ask its owner", "Vous ne pouvez pas modifier cette fiche : demandez à son propriétaire"},
	codeErased:                 {"This line was of a person who has been erased: remove it", "Cette ligne était celle d’une personne effacée : retirez-la"},
	codeBeyond:                 {"This line has more cells than there are columns: put quotes around text that holds the delimiter", "Cette ligne a plus de cellules que de colonnes : mettez entre guillemets le texte qui contient le séparateur"},
	codeNoKey:                  {"Fill in the value that tells which record this is", "Renseignez la valeur qui dit de quelle fiche il s’agit"},
	codeTooWide:                {"This line is longer than 1 MB", "Cette ligne dépasse 1 Mo"},
	codeTooLarge:               {"This line has more than 1,000 cells", "Cette ligne a plus de 1 000 cellules"},
	codeQuote:                  {"A quotation mark is not closed: close it, or remove it", "Un guillemet n’est pas fermé : fermez-le ou retirez-le"},
	codeNotText:                {"This line holds signs that are no text", "Cette ligne contient des signes qui ne sont pas du texte"},
}

// Remedy says in a language, "en" or "fr", what is to be done about an error.
func Remedy(e *store.ImportError, language string) string {
	words, ok := remedies[e.Code]
	switch {
	case !ok:
		return e.Message
	case language == "fr":
		return words[1]
	}
	return words[0]
}
