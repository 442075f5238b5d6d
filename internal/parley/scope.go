package parley

// ScopeGroup is scopes of one area, as they are chosen together.
type ScopeGroup struct {
	Name   string
	Scopes []string
}

// ScopeGroups are all scopes of the public API (API-04), by HubSpot's names.
var ScopeGroups = []ScopeGroup{
	{"conversations", []string{"conversations.read", "conversations.write", ScopeVisitorTokens, "conversations.custom_channels.read", "conversations.custom_channels.write"}},
	{"records", []string{"crm.objects.contacts.read", "crm.objects.contacts.write", "crm.objects.companies.read", "crm.objects.companies.write",
		"crm.objects.deals.read", "crm.objects.deals.write", "tickets", "crm.objects.custom.read", "crm.objects.custom.write",
		"crm.objects.feedback_submissions.read", "crm.objects.owners.read"}},
	{"schemas", []string{"crm.schemas.contacts.read", "crm.schemas.contacts.write", "crm.schemas.companies.read", "crm.schemas.companies.write",
		"crm.schemas.deals.read", "crm.schemas.deals.write", "crm.schemas.custom.read", "crm.schemas.custom.write"}},
	{"files", []string{"files"}},
	{"users", []string{"settings.users.read", ScopeUsersWrite, "settings.users.teams.read"}},
	{"sign-in", []string{"oauth"}}, // asked for by every public app; opens nothing by itself
}

// Scopes that more than the table of routes knows.
const (
	ScopeVisitorTokens = "conversations.visitor_identification.tokens.create"
	ScopeUsersWrite    = "settings.users.write"
)

// KnownScope reports whether there is such a scope.
func KnownScope(scope string) bool {
	for _, g := range ScopeGroups {
		for _, s := range g.Scopes {
			if s == scope {
				return true
			}
		}
	}
	return false
}
