package hubapi

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// docsPath is where the reference of the API lies: a page to read, and below it
// its description for programs.
const docsPath = "/api-docs"

// areaNames are the headings of the reference, by how paths begin; the first that
// fits counts.
var areaNames = []struct{ prefix, name string }{
	{"/conversations/v3/custom-channels", "Custom channels"}, {"/conversations/", "Conversations"}, {"/visitor-identification/", "Conversations"}, {"/crm/v3/owners", "Owners"},
	{"/crm/v3/objects/", "Records"}, {"/crm/v3/properties/", "Properties"}, {"/crm/v3/pipelines/", "Pipelines"}, {"/crm-object-schemas/", "Kinds of record"},
	{"/crm/", "Associations"}, {"/files/", "Files"}, {"/settings/", "Users and teams"}, {"/oauth/", "OAuth"}, {"/webhooks/", "Webhooks"},
}

func areaName(path string) string {
	for _, a := range areaNames {
		if strings.HasPrefix(path, a.prefix) {
			return a.name
		}
	}
	return "Other"
}

// described is a route as the reference tells it.
type described struct {
	*Route
	Area    string
	Summary string
	Needs   string // who may call it
	Takes   string // the fields of its body
	shape   shape
}

// described lists the routes by area, in the order of the headings.
func (s *Server) described() []described {
	var out []described
	for _, r := range s.table {
		key := r.Method + " " + r.Path
		d := described{r, areaName(r.Path), summaries[key], r.Scope, fieldNames(shapes[key].in), shapes[key]}
		switch r.door {
		case byDeveloper:
			d.Needs = "the app's developer key: ?hapikey="
		case byEither:
			d.Needs += ", or the app's developer key: ?hapikey="
		case byNobody:
			d.Needs = "nothing in a header"
		}
		out = append(out, d)
	}
	place := func(area string) int {
		return slices.IndexFunc(areaNames, func(a struct{ prefix, name string }) bool { return a.name == area })
	}
	slices.SortStableFunc(out, func(a, b described) int { return cmp.Compare(place(a.Area), place(b.Area)) })
	return out
}

// docs answers below /api-docs and reports whether it did.
func (s *Server) docs(w http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodGet {
		return false
	}
	h := w.Header()
	switch r.URL.Path {
	case docsPath, docsPath + "/":
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
		docsPage.Execute(w, map[string]any{"Routes": s.described(), "BaseURL": s.BaseURL, "Version": s.Version, "Limit": s.Limit, "SearchLimit": s.SearchLimit})
	case docsPath + "/coming-from-hubspot":
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'")
		comparePage.Execute(w, compared)
	case docsPath + "/openapi.json":
		h.Set("Content-Type", "application/json")
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.Encode(s.openAPI())
	default:
		return false
	}
	return true
}

//go:embed docs.html
var docsText string

var docsPage = template.Must(template.New("docs").Parse(docsText))

// object of JSON.
type jsonObject = map[string]any

// openAPI describes the API for programs (OpenAPI 3.1).
func (s *Server) openAPI() jsonObject {
	paths, types := jsonObject{}, schemas{jsonObject{"Error": errorSchema}}
	for _, d := range s.described() {
		path := strings.ReplaceAll(d.Path, "...}", "}")
		if paths[path] == nil {
			paths[path] = jsonObject{}
		}
		paths[path].(jsonObject)[strings.ToLower(d.Method)] = d.operation(types)
	}
	return jsonObject{
		"openapi": "3.1.0",
		"info":    jsonObject{"title": "Parley", "version": s.Version, "description": "The public API: programs written for HubSpot's conversations and CRM run against it."},
		"servers": []jsonObject{{"url": s.BaseURL}},
		"paths":   paths,
		"components": jsonObject{
			"securitySchemes": jsonObject{
				"token":        jsonObject{"type": "http", "scheme": "bearer", "description": "The token of a private app, or one that a user agreed to."},
				"developerKey": jsonObject{"type": "apiKey", "in": "query", "name": "hapikey"},
			},
			"schemas": types.named,
		},
	}
}

// errorSchema is the envelope of every error (API-05).
var errorSchema = jsonObject{
	"type": "object", "required": []string{"status", "message", "correlationId", "category"},
	"properties": jsonObject{
		"status": jsonObject{"const": "error"}, "message": jsonObject{"type": "string"}, "correlationId": jsonObject{"type": "string", "format": "uuid"},
		"category": jsonObject{"type": "string"}, "subCategory": jsonObject{"type": "string"}, "errors": jsonObject{"type": "array", "items": jsonObject{"type": "object"}},
		"context": jsonObject{"type": "object", "additionalProperties": jsonObject{"type": "array", "items": jsonObject{"type": "string"}}},
	},
}

func (d described) operation(types schemas) jsonObject {
	op := jsonObject{"tags": []string{d.Area}, "summary": d.Summary, "operationId": operationID(d.Route)}
	parameters := []jsonObject{}
	for _, name := range d.names {
		parameters = append(parameters, jsonObject{"name": name, "in": "path", "required": true, "schema": jsonObject{"type": "string"}})
	}
	op["parameters"] = parameters
	if d.shape.in != nil {
		kind := "application/json"
		switch {
		case d.Method != patch && (d.Path == "/files/v3/files" || d.Path == "/files/v3/files/{fileId}"):
			kind = "multipart/form-data"
		case d.Path == "/oauth/v1/token":
			kind = "application/x-www-form-urlencoded"
		}
		op["requestBody"] = jsonObject{"content": jsonObject{kind: jsonObject{"schema": types.of(reflect.TypeOf(d.shape.in))}}}
	}
	failed := jsonObject{"description": "What went wrong", "content": jsonObject{"application/json": jsonObject{"schema": jsonObject{"$ref": "#/components/schemas/Error"}}}}
	done := jsonObject{"description": http.StatusText(d.Code)}
	if d.shape.out != nil {
		done["content"] = jsonObject{"application/json": jsonObject{"schema": types.of(reflect.TypeOf(d.shape.out))}}
	}
	op["responses"] = jsonObject{strconv.Itoa(d.Code): done, "default": failed}
	token, key := jsonObject{"token": []string{}}, jsonObject{"developerKey": []string{}}
	if d.Scope != "" {
		token["token"], op["x-scope"] = []string{d.Scope}, d.Scope
	}
	switch d.door {
	case byToken:
		op["security"] = []jsonObject{token}
	case byDeveloper:
		op["security"] = []jsonObject{key}
	case byEither:
		op["security"] = []jsonObject{token, key}
	}
	return op
}

// operationID names a route: "get-crm-v3-owners".
func operationID(r *Route) string {
	return strings.ToLower(r.Method) + strings.NewReplacer("/", "-", "{", "", "}", "", "...", "").Replace(r.Path)
}
