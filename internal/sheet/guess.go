package sheet

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"parley/internal/parley"
	"parley/internal/search"
)

// synonyms are further words, English and French, for built-in properties, as
// people and other programs name columns; folded.
var synonyms = map[string]string{
	"email": "email address|e mail|e mail address|mail|adresse e mail|adresse email|adresse mail|courriel|adresse courriel|mel", "firstname": "given name|prenom|vorname",
	"lastname": "last name|surname|family name|nom de famille|nom", "phone": "phone number|telephone|tel|numero de telephone|telephone fixe", "mobilephone": "mobile|cell|cell phone|mobile number|portable|telephone portable|telephone mobile",
	"company": "company|organisation|organization|entreprise|societe|nom de l entreprise", "jobtitle": "title|position|poste|fonction|intitule du poste", "website": "web site|url|site|site web|site internet",
	"address": "street|address|adresse|rue|adresse postale", "city": "town|ville|localite|commune", "state": "state|region|province|departement|etat", "zip": "zip code|postcode|code postal|cp", "country": "country region|pays",
	"hs_language": "language|langue", "timezone": "fuseau horaire", "lifecyclestage": "stage|cycle de vie|phase du cycle de vie|etape du cycle de vie", "hs_lead_status": "status|statut|statut du lead",
	"hubspot_owner_id": "contact owner|company owner|deal owner|ticket owner|owner|proprietaire|responsable|proprietaire du contact", keyID: "record id|id|contact id|company id|deal id|ticket id|identifiant|numero|id de fiche d informations",
	"name": "name|company|nom|raison sociale|nom de l entreprise|societe|entreprise", "domain": "company domain name|domain name|nom de domaine|domaine|web domain", "industry": "sector|secteur|secteur d activite|industrie",
	"numberofemployees": "employees|effectif|nombre d employes|nombre de salaries", "annualrevenue": "revenue|turnover|chiffre d affaires|ca", "description": "notes|commentaire|remarques",
	"dealname": "name|deal|nom|transaction|nom de la transaction|affaire", "amount": "value|price|montant|valeur|prix", "dealstage": "stage|etape|phase|phase de la transaction", "closedate": "date de cloture|date de fermeture|expected close date", "pipeline": "pipeline",
	"subject": "title|ticket|objet|sujet|titre|nom du ticket", "content": "description|message|contenu|description du ticket", "hs_pipeline_stage": "status|stage|ticket status|statut|etape|statut du ticket", "hs_ticket_priority": "priority|priorite", "hs_ticket_category": "category|categorie",
}

// joinWords are names of columns that tell what a row belongs to.
var joinWords = map[string]string{
	joinCompany: "company|company name|associated company|entreprise|societe|entreprise associee|company domain name", joinContact: "contact|contact email|associated contact|e mail du contact|email du contact|contact associe|client|customer email",
}

// fold writes the name of a column as it is compared.
func fold(name string) string {
	return strings.Join(strings.FieldsFunc(search.Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// Guess says what columns probably mean, each property once, the most certain
// first.
func Guess(t *parley.ObjectType, set *parley.PropertySet, l *Look) *Plan {
	p := &Plan{Columns: make([]Column, len(l.Header)), Create: true, Update: true}
	taken := map[string]bool{}
	for _, certain := range []func(name string, p *parley.Property) bool{
		func(name string, p *parley.Property) bool { return name == fold(p.Name) || name == fold(p.Label) },
		func(name string, p *parley.Property) bool {
			return slices.Contains(strings.Split(synonyms[p.Name], "|"), name)
		},
	} {
		for i, name := range l.Header {
			if p.Columns[i] != (Column{}) {
				continue
			}
			for _, prop := range set.All {
				if (Writable(prop) || prop.Name == keyID) && prop.ArchivedAt.IsZero() && !taken[prop.Name] && certain(fold(name), prop) {
					p.Columns[i].Property, taken[prop.Name] = prop.Name, true
					break
				}
			}
		}
	}
	for i, name := range l.Header {
		for join, words := range joinWords {
			if p.Columns[i] == (Column{}) && !taken[join] && joinType(join) != t.ID && slices.Contains(strings.Split(words, "|"), fold(name)) {
				p.Columns[i].Join, taken[join] = join, true
			}
		}
	}
	for _, key := range Keys(t.ID, set) {
		if p.Key == "" && taken[key] {
			p.Key = key
		}
	}
	p.Update = p.Key != ""
	p.Create = p.Key != keyID
	p.Days, p.Decimal = daysOf(set, p, l), decimalOf(set, p, l)
	return p
}

// daysOf is how the samples write days: by the first number that can be no
// month; empty where that is not told.
func daysOf(set *parley.PropertySet, p *Plan, l *Look) string {
	for _, cell := range l.cells(set, p, parley.KindDate, parley.KindDatetime) {
		parts := numbersIn(cell)
		if len(parts) < 3 || len(parts[0]) == 4 {
			continue
		}
		switch first, second := atoi(parts[0]), atoi(parts[1]); {
		case first > 12 && second <= 12:
			return "dmy"
		case second > 12 && first <= 12:
			return "mdy"
		}
	}
	return ""
}

// decimalOf is what stands before decimals in the samples: of both signs the
// last one, and a comma alone unless three digits follow it.
func decimalOf(set *parley.PropertySet, p *Plan, l *Look) string {
	for _, cell := range l.cells(set, p, parley.KindNumber) {
		dot, comma := strings.LastIndexByte(cell, '.'), strings.LastIndexByte(cell, ',')
		switch {
		case comma > dot && (dot >= 0 || len(cell)-comma != 4 || strings.Count(cell, ",") == 1 && l.Delimiter == ";"):
			return ","
		case dot > comma && comma >= 0:
			return "."
		}
	}
	return "."
}

// cells are the samples of columns of some kinds.
func (l *Look) cells(set *parley.PropertySet, p *Plan, kinds ...parley.PropertyKind) (out []string) {
	for i, c := range p.Columns {
		prop := set.Get(c.Property)
		if c.Property == "" || prop == nil || !slices.Contains(kinds, prop.Kind) {
			continue
		}
		for _, row := range l.Samples {
			if i < len(row) && row[i] != "" {
				out = append(out, row[i])
			}
		}
	}
	return out
}

// numbersIn are the runs of digits of a text.
func numbersIn(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

func atoi(s string) (n int) {
	for _, c := range s {
		n = min(n*10+int(c-'0'), 1e6)
	}
	return n
}

// day reads a day in the order in which people write it; a year of two digits
// lies within fifty years before or after now.
func day(s, order string, now time.Time) (time.Time, bool) {
	parts := numbersIn(s)
	if len(parts) < 3 {
		return time.Time{}, false
	}
	y, m, d := atoi(parts[0]), atoi(parts[1]), atoi(parts[2])
	if len(parts[0]) != 4 && order != "ymd" {
		if y, d = d, y; order == "mdy" {
			m, d = d, m
		}
	}
	if y < 100 {
		y += now.Year() / 100 * 100
		if y > now.Year()+50 {
			y -= 100
		}
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d && int(t.Month()) == m && y > 0
}
