package httpapi

import "net/http"

// recordRoutes are those of records: who may do what with one is asked in the
// handlers, through package auth.
func (s *Server) recordRoutes() {
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete

	handle(s, get, "/objects", signedIn, (*call).objects)
	handle(s, post, "/objects/{object}/search", signedIn, (*call).searchRecords)
	handle(s, post, "/objects/{object}/records", signedIn, (*call).createRecord)
	handle(s, get, "/records/{id}", signedIn, (*call).getRecord)
	handle(s, patch, "/records/{id}", signedIn, (*call).updateRecord)
	handle(s, post, "/records/{id}/archive", signedIn, (*call).archiveRecord)
	handle(s, post, "/records/{id}/restore", signedIn, (*call).restoreRecord)
	handle(s, get, "/records/{id}/history", signedIn, (*call).recordHistory)
	handle(s, get, "/records/{id}/timeline", signedIn, (*call).timeline)
	do(s, put, "/records/{id}/associations/{to}", signedIn, (*call).associate)
	do(s, del, "/records/{id}/associations/{to}", signedIn, (*call).dissociate)
}
