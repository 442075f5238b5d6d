package seed

import (
	"strings"
	"time"

	"parley/internal/channel"
	"parley/internal/parley"
	"parley/internal/store"
	"parley/internal/triage"
)

// story is one conversation of the company.
type story struct {
	subject   string
	from      parley.Address
	ago       time.Duration
	lines     []line
	owner     string
	tags      []string
	marketing bool
	then      []triage.Action
}

// line is one thing said: by the customer where by is empty.
type line struct {
	by      string
	text    string
	html    string
	comment bool
	mention string
	from    *parley.Address
	cc      []parley.Address
	files   []channel.File
}

var colleagues = []struct {
	first, last, email, team, language string
	availability                       parley.Availability
}{
	{"Marc", "Vidal", "marc@atlas.example", "Billing", "fr", parley.Available},
	{"Inès", "Haddad", "ines@atlas.example", "Customer care", "fr", parley.Available},
	{"Tom", "Becker", "tom@atlas.example", "Customer care", "en", parley.Away},
}

var tags = []struct{ name, color string }{{"invoice", "#855b00"}, {"urgent", "#b3362b"}, {"feature request", "#256f45"}, {"press", "#7a54d1"}}

var snippets = []store.Snippet{
	{Kind: "snippet", Name: "Thanks", Shortcut: "thanks", Text: "Hi {{contact.firstname}}, thank you for your message.", HTML: "<p>Hi {{contact.firstname}}, thank you for your message.</p>"},
	{Kind: "snippet", Name: "Opening hours", Shortcut: "hours", Text: "We are here Monday to Friday, 9:00 to 18:00 (Paris).", HTML: "<p>We are here Monday to Friday, 9:00 to 18:00 (Paris).</p>"},
	{Kind: "template", Name: "Refund confirmed", Subject: "Your refund", Text: "Hi {{contact.firstname}},\n\nyour refund is on its way.", HTML: "<p>Hi {{contact.firstname}},</p><p>your refund is on its way.</p>"},
}

func person(name, address string) parley.Address { return parley.Address{Name: name, Address: address} }

const (
	hour = time.Hour
	day  = 24 * time.Hour
)

// orderForm is a small real PDF.
var orderForm = []byte("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n4 0 obj<</Length 58>>stream\nBT /F1 18 Tf 30 120 Td (Order form: 40 seats) Tj ET\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n")

var stories = []story{
	{subject: "Invoice 2211 doesn't match our order", from: person("Jonas Thorne", "jonas@thorneworks.example"), ago: 3 * hour, owner: "admin", tags: []string{"invoice"}, lines: []line{
		{text: "Hello,\n\nInvoice 2211 came in this morning. It lists 14 seats for the Paris office, but we ordered 40 (see the order form attached). Could you correct it before the end of the month?\n\nJonas", cc: []parley.Address{person("", "accounts@thorneworks.example")},
			files: []channel.File{{Name: "order-form-signed.pdf", ContentType: "application/pdf", Data: orderForm}}},
		{by: "admin", text: "Hi Jonas, thank you for flagging this. I have asked finance for a corrected invoice and will send it to you today."},
		{by: "Marc", comment: true, mention: "Inès", text: "@Inès Haddad checking with finance, hold on before promising a date."},
		{text: "Thanks. The second line should be 40 seats, not 14.", cc: []parley.Address{person("", "accounts@thorneworks.example")}},
	}},
	{subject: "Re: API limits for the partner programme", from: person("Hanne Berg", "hanne@nordlys.example"), ago: 26 * hour, owner: "admin", lines: []line{
		{text: "I've attached the traffic we expect in spring, could you raise the limit for our key to 50 requests a second?", files: []channel.File{{Name: "traffic-spring.csv", ContentType: "text/csv", Data: []byte("week,requests\n10,41000\n11,52000\n")}}},
	}},
	{subject: "Is the annual plan billed in euros?", from: person("Amira Rahal", "amira@rahal-studio.example"), ago: 4 * time.Minute, lines: []line{
		{text: "I can't see it on the pricing page. Is the annual plan billed in euros, and can we pay by transfer?"},
	}},
	{subject: "Connexion impossible depuis ce matin", from: person("Sofia Kask", "sofia@kask.example"), ago: 35 * time.Minute, tags: []string{"urgent"}, lines: []line{
		{text: "Bonjour,\n\nDepuis ce matin le lien de réinitialisation renvoie une page blanche. Toute l'équipe est bloquée.\n\nMerci,\nSofia"},
	}},
	{subject: "Delivery to Lisbon", from: person("Paulo Neves", "paulo@neves.example"), ago: 6 * hour, owner: "Inès", lines: []line{
		{text: "Where is my parcel? The tracking page has not moved for three days."},
		{by: "Inès", text: "Hello Paulo, the driver will call you before noon."},
	}},
	{subject: "Seats for contractors", from: person("Jonas Thorne", "jonas@thorneworks.example"), ago: 20 * day, owner: "Tom", then: []triage.Action{triage.Close}, lines: []line{
		{text: "Do contractors count as seats?"},
		{by: "Tom", text: "They do not, as long as they only comment."},
		{text: "Perfect, thank you!"},
	}},
	{subject: "Demo for twelve people", from: person("Wanda Drees", "wanda@drees.example"), ago: 30 * hour, then: []triage.Action{triage.Snooze}, owner: "admin", lines: []line{
		{text: "We would like a demo for twelve people in the first week of December. Thursday afternoons suit us best."},
	}},
	{subject: "Question presse : votre levée de fonds", from: person("Élodie Garnier", "elodie@lagazette.example"), ago: 8 * hour, tags: []string{"press"}, lines: []line{
		{text: "Bonjour, je prépare un article sur les outils de relation client hébergés chez soi. Auriez-vous vingt minutes cette semaine ?"},
	}},
	{subject: "Dark mode on the tablet", from: person("Ife Okoro", "ife@okoro.example"), ago: 2 * day, owner: "Tom", tags: []string{"feature request"}, lines: []line{
		{text: "Could the reader follow the tablet's dark mode? My eyes would thank you 🙏"},
		{by: "Tom", text: "It is on the list for this quarter. I will write to you when it is out."},
		{text: "Perfect, thank you!!"},
	}},
	{subject: "Your weekly offers are here", from: person("Megadeals", "news@megadeals.example"), ago: 9 * hour, marketing: true, lines: []line{
		{text: "Save up to 70 % on everything. Unsubscribe: https://megadeals.example/u"},
	}},
	{subject: "Undelivered: urgent account notice", from: person("Postmaster", "postmaster@bank-secure.example"), ago: 11 * hour, lines: []line{
		{text: "Your account will be suspended. Click to verify your identity."},
	}},
	{subject: "<script>alert('subject')</script> & \"quotes\"", from: person("<b>Mallory</b> \u202Egpj.exe", "mallory@attacker.example"), ago: 5 * hour, lines: []line{
		{text: "Does your inbox run this? <img src=x onerror=alert(1)>", html: "<p>Does your inbox run <b>this</b>?</p><img src=x onerror=alert(1)><script>alert(2)</script><a href=\"javascript:alert(3)\">click</a><img src=\"https://tracker.example/p.gif\">",
			files: []channel.File{{Name: "invoice.pdf.html", ContentType: "text/html", Data: []byte("<script>alert(4)</script>")}}},
	}},
	{subject: "Migration notes, and a very long subject that goes on about the second phase of the roll-out in the northern region and does not stop", from: person("Bartholomew Featherstonehaugh-Cholmondeley", "bartholomew@featherstonehaugh.example"), ago: 14 * hour, owner: "Marc", lines: []line{
		{text: strings.TrimSpace(strings.Repeat("We moved another batch of accounts last night and everything looks as it should, apart from two that were locked. ", 40))},
	}},
	{subject: "Duplicate charge in October", from: person("Noor Haddadi", "noor@haddadi.example"), ago: 3 * day, owner: "Marc", tags: []string{"invoice"}, then: []triage.Action{triage.Close}, lines: []line{
		{text: "I was charged twice on 4 October."},
		{by: "Marc", text: "You are right, and I am sorry. The second charge was refunded just now."},
	}},
	{subject: "Old newsletter draft", from: person("Ken Ito", "ken@ito.example"), ago: 6 * day, then: []triage.Action{triage.Trash}, lines: []line{
		{text: "Please ignore, sent by mistake."},
	}},
	{subject: "Feedback about the new calendar", from: person("Lucie Fontaine", "lucie@fontaine.example"), ago: 28 * hour, lines: []line{
		{text: "J'adore le nouveau calendrier, mais impossible d'imprimer la semaine."},
		{by: "Inès", comment: true, text: "Known: the print style is fixed in the next release."},
	}},
	{subject: "Contract renewal", from: person("Greta Lind", "greta@lind.example"), ago: 50 * hour, owner: "admin", tags: []string{"urgent"}, lines: []line{
		{text: "Our contract ends on the 30th. Can you send the renewal with the same terms?"},
		{from: &parley.Address{Name: "Olof Lind", Address: "olof@lind.example"}, text: "Adding myself: I sign for the company from now on."},
	}},
}
