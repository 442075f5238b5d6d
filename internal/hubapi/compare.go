package hubapi

import (
	"fmt"
	"html/template"
	"strings"
)

// comparison is one thing that programs know from HubSpot, and how it is here.
// Where Differs is empty it is the same.
type comparison struct {
	Row     string // of the specification
	What    string
	Differs string
}

// compared is everything, by heading.
var compared = []struct {
	Heading string
	Rows    []comparison
}{
	{"Every call", []comparison{
		{"API-01", "JSON, the classic paths, and the dated paths of conversations, records, visitor identification and custom channels", "Other dated paths are not answered."},
		{"API-02", "Paths with and without a slash at the end", ""},
		{"API-03", "Bearer tokens of private apps and of OAuth; developer keys for definitions of webhooks and custom channels", ""},
		{"API-04", "Scopes for each call", "An app may be limited to some inboxes besides."},
		{"API-05", "The error envelope, with every value of a context in a list", ""},
		{"API-06", "Categories of errors; missing scopes by name; malformed JSON", "The words of messages differ, but for those that programs are known to read."},
		{"API-07", "The exact success code of each call", ""},
		{"API-08", "Content types; 204 without a body", ""},
		{"API-09", "Empty lists, fields that are left out, values that are null", ""},
		{"API-10", "Forward paging", "Cursors look different: they are opaque here as there."},
		{"API-11", "Repeated parameters and lists by commas", ""},
		{"API-12", "Ids as decimal strings; the numbers of fixed channels", "Messenger, WhatsApp, forms and calls are in the list of channels, and no account of theirs can be connected yet."},
		{"API-13", "Times in ISO 8601 with milliseconds, or as milliseconds", ""},
		{"API-14", "Rate limits, their headers and their words", "The limits are settings of the installation. There is no daily limit."},
	}},
	{"Conversations", []comparison{
		{"API-15", "Inboxes, channels, channel accounts", ""},
		{"API-16", "Lists of threads with their filters and orders", ""},
		{"API-17", "A thread and its fields", ""},
		{"API-18", "Closing, opening, trashing and restoring a thread", "A program cannot purge a thread; the trash empties itself after 30 days."},
		{"API-19", "The assignee", "Both word orders of the path are answered."},
		{"API-20", "Messages, comments, greetings and system items of a thread", "Only what happens here becomes a system item."},
		{"API-21", "What each type of item holds", ""},
		{"API-22", "Delivery identifiers, senders and recipients", ""},
		{"API-23", "Attachments: files, quick replies, places, contacts, headings and content that cannot be shown", "Templates of WhatsApp and metadata of social media do not occur, as long as those channels do not."},
		{"API-24", "Writing messages and comments; quick replies in chats and on custom channels that carry them", "E-mail refuses quick replies."},
		{"API-25", "What is refused; messages of programs are really sent and reopen nothing", ""},
		{"API-26", "Actors, one and many", "There are no actors of the kind LLM."},
		{"API-27", "Visitor identification", "Tokens are of another make: only the installation that gave one reads it."},
		{"API-28", "Definition of custom channels", "Outgoing attachments may be FILE or QUICK_REPLIES."},
		{"API-29", "Accounts of custom channels, connected by a program or from the settings", ""},
		{"API-30", "Messages of custom channels, both ways, with places, contacts and quick replies", ""},
	}},
	{"Records", []comparison{
		{"CAPI-01", "Contacts, companies, deals, tickets, activities, custom objects: list, read, write, search, batch, merge", "Products, line items, quotes, invoices, orders and marketing objects do not exist."},
		{"CAPI-02", "A record with values, history and associations", ""},
		{"CAPI-03", "Reading by id or by a unique property", ""},
		{"CAPI-04", "Creating with associations; the conflict of an address names the record that has it", ""},
		{"CAPI-05", "Changing; owners, pipelines and stages are checked", ""},
		{"CAPI-06", "Batches of 100", ""},
		{"CAPI-07", "Batches that succeed in part", ""},
		{"CAPI-08", "Archiving, erasing, merging", "A merge can be undone, from the interface."},
		{"CAPI-09", "Search: its body and its answer", "A search sees what was written before it at once."},
		{"CAPI-10", "Operators of search", ""},
		{"CAPI-11", "Orders and the query of search", ""},
		{"CAPI-12", "Associations v4 of one record", ""},
		{"CAPI-13", "Associations v4 in batches; labels", ""},
		{"CAPI-14", "Associations v3", ""},
		{"CAPI-15", "Numbers of association types; both directions at once", "Labels that a team defines have numbers of their own installation."},
		{"CAPI-16", "Properties and groups; calculated ones with calculationFormula", "Formulas know the functions that the settings list. Rounding and time functions of other names are not known, and there is no clock in a formula."},
		{"CAPI-17", "Built-in properties", "Those that the specification of the public API names, and not the hundreds that belong to marketing, advertising and analytics."},
		{"CAPI-18", "Pipelines and stages", ""},
		{"CAPI-19", "Schemas of custom objects", ""},
		{"CAPI-20", "Owners", "Owners are people; there are no queues among them."},
	}},
	{"Files, people, access", []comparison{
		{"CAPI-21", "Files and folders: upload, change, search, import from an address", "Addresses in private networks are refused."},
		{"CAPI-22", "A file and its access", "Files are served by the installation itself, from its own address."},
		{"CAPI-23", "Users, roles and teams", "Roles are the sets of permissions of this installation."},
		{"CAPI-24", "OAuth: authorization, tokens, refreshing", ""},
		{"CAPI-25", "The official client for Node.js runs unchanged, but for its address", ""},
	}},
	{"Webhooks", []comparison{
		{"HOOK-01", "Settings of an app", ""},
		{"HOOK-02", "Subscriptions", ""},
		{"HOOK-03", "Types of events", "Events of products and line items can be subscribed to and never come."},
		{"HOOK-04", "Calls, signed by v1 and v3", ""},
		{"HOOK-05", "Fields of all events", ""},
		{"HOOK-06", "Events of conversations", ""},
		{"HOOK-07", "The example of the documentation", ""},
		{"HOOK-08", "Retries over a day", ""},
		{"HOOK-09", "Order and concurrency", "The events of one object come in their order."},
		{"HOOK-10", "Nothing is lost by a restart", "Calls are listed for a week, and can be made again, in the settings."},
		{"HOOK-11", "Scopes of subscriptions", "Addresses in private networks are refused unless the installation allows them."},
	}},
	{"Chat on a website", []comparison{
		{"SDK-01", "The object, the settings and the functions that wait for it", ""},
		{"SDK-02", "Loading later; embedding in the page", ""},
		{"SDK-03", "Cookie banner, attachments, focus, styles, new conversations", ""},
		{"SDK-04", "Identification of visitors", ""},
		{"SDK-05", "Wrong settings are told and ignored", ""},
		{"SDK-06", "widget.load", ""},
		{"SDK-07", "widget.refresh", ""},
		{"SDK-08", "widget.open, close and remove", ""},
		{"SDK-09", "widget.status", ""},
		{"SDK-10", "clear, resetAndReloadWidget, debug", ""},
		{"SDK-11", "on and off", ""},
		{"SDK-12", "Events and what they carry", ""},
		{"SDK-13", "When events come", ""},
		{"SDK-14", "Cookies by their names", "The frame never sees the cookies: it gets a code that is good for one use."},
		{"SDK-15", "The elements of the page", ""},
		{"SDK-16", "A frame of its own origin", "The script comes from the installation, and so do its frame and everything in it."},
	}},
}

// Comparison is the page “Coming from HubSpot” as Markdown, for docs/.
func Comparison() string {
	var b strings.Builder
	b.WriteString(`# Coming from HubSpot

Programs that were written for HubSpot's public API, its webhooks and its chat on websites work with Parley when only the address and the token change.
This page says row by row what is the same and what is not. The reference of all calls stands at ` + "`/api-docs`" + ` of each installation, and this page at
` + "`/api-docs/coming-from-hubspot`" + `. An account is moved by ` + "`parley import hubspot`" + `.

`)
	for _, part := range compared {
		fmt.Fprintf(&b, "## %s\n\n| Row | What | Differences |\n| --- | --- | --- |\n", part.Heading)
		for _, c := range part.Rows {
			differs := c.Differs
			if differs == "" {
				differs = "The same"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", c.Row, c.What, differs)
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

var comparePage = template.Must(template.New("compare").Parse(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Coming from HubSpot · Parley</title>
<style>
:root { color-scheme: light dark; --ink: #1d2426; --faint: #5c6670; --line: #d9d5cb; --ground: #fffefb; --accent: #0d5c75; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --faint: #a3adb3; --line: #38434a; --ground: #141a1c; --accent: #7cc4dc; } }
body { margin: 0 auto; padding: 24px 16px 64px; max-width: 1000px; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
a { color: var(--accent); }
h2 { margin: 32px 0 8px; font-size: 19px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 6px 10px 6px 0; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { font-weight: 600; }
td:first-child { white-space: nowrap; color: var(--faint); font-variant-numeric: tabular-nums; }
td:last-child { width: 45%; }
.same { color: var(--faint); }
</style>
<main>
<h1>Coming from HubSpot</h1>
<p>Programs that were written for HubSpot’s public API, its webhooks and its chat on websites work here when only the address and the token change. This page says row by row what is the same and what is not. The calls themselves: <a href="/api-docs">reference</a>.</p>
{{range .}}<h2>{{.Heading}}</h2>
<table>
<thead><tr><th scope="col">Row</th><th scope="col">What</th><th scope="col">Differences</th></tr></thead>
<tbody>
{{range .Rows}}<tr id="{{.Row}}"><td>{{.Row}}</td><td>{{.What}}</td><td>{{if .Differs}}{{.Differs}}{{else}}<span class="same">The same</span>{{end}}</td></tr>
{{end}}</tbody>
</table>
{{end}}</main>
</html>
`))
