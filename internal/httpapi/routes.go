package httpapi

import (
	"net/http"
)

// routes is the table of all routes with the right that each needs. A route
// that is not here does not exist; one whose objects need more than its right
// says asks package auth in its handler.
func (s *Server) routes() {
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete

	handle(s, get, "/setup", public, (*call).setupState)
	handle(s, post, "/setup", public, (*call).setup)
	handle(s, post, "/session", public, (*call).signIn)
	handle(s, get, "/session", signedIn, (*call).session)
	do(s, del, "/session", signedIn, (*call).signOut)
	handle(s, get, "/sessions", signedIn, (*call).devices)
	do(s, del, "/sessions/{id}", signedIn, (*call).endDevice)

	handle(s, get, "/bootstrap", signedIn, (*call).bootstrap)
	s.serve(get, "/stream", signedIn, (*call).stream)
	handle(s, get, "/notifications", signedIn, (*call).notifications)
	do(s, post, "/notifications/read", signedIn, (*call).readNotifications)

	quick(s, "/views/counts", signedIn, (*call).viewCounts)
	quick(s, "/views/{id}/threads", signedIn, (*call).viewThreads)
	handle(s, get, "/search", signedIn, (*call).search)
	handle(s, get, "/contacts", signedIn, (*call).contacts)

	quick(s, "/threads/{id}", signedIn, (*call).openThread)
	handle(s, get, "/threads/{id}/items", signedIn, (*call).olderItems)
	handle(s, post, "/threads", signedIn, (*call).compose)
	handle(s, post, "/threads/actions", signedIn, (*call).act)
	handle(s, post, "/threads/{id}/messages", signedIn, (*call).reply)
	handle(s, post, "/threads/{id}/comments", signedIn, (*call).comment)
	handle(s, post, "/threads/{id}/merge", signedIn, (*call).merge)
	handle(s, post, "/threads/{id}/split", signedIn, (*call).split)
	do(s, put, "/threads/{id}/draft", signedIn, (*call).saveDraft)
	do(s, del, "/threads/{id}/draft", signedIn, (*call).dropDraft)
	do(s, put, "/threads/{id}/reminder", signedIn, (*call).remind)
	do(s, post, "/threads/{id}/participants", signedIn, (*call).acceptParticipant)
	handle(s, put, "/threads/{id}/contact", signedIn, (*call).attachContact)
	handle(s, post, "/threads/{id}/contact", signedIn, (*call).newContact)
	handle(s, post, "/threads/{id}/email-switch", signedIn, (*call).switchToEmail)
	do(s, post, "/threads/{id}/transcript", signedIn, (*call).transcript)
	s.serve(get, "/threads/{id}/export", signedIn, (*call).export)
	handle(s, post, "/undo/{id}", signedIn, (*call).undo)

	handle(s, get, "/items/{id}", signedIn, (*call).place)
	handle(s, post, "/messages/{id}/undo", signedIn, (*call).withdraw)
	handle(s, post, "/messages/{id}/answer", signedIn, (*call).answerInvitation)
	handle(s, post, "/messages/{id}/retry", signedIn, (*call).retryMessage)
	handle(s, patch, "/messages/{id}", signedIn, (*call).reschedule)
	s.serve(get, "/messages/{id}/frame", signedIn, (*call).frame)
	s.serve(get, "/messages/{id}/raw", signedIn, (*call).raw)
	s.serve(get, "/remote-image", signedIn, (*call).remoteImage)
	handle(s, patch, "/comments/{id}", signedIn, (*call).editComment)
	handle(s, del, "/comments/{id}", signedIn, (*call).deleteComment)
	handle(s, get, "/drafts", signedIn, (*call).composeDrafts)
	do(s, put, "/drafts/{client_id}", signedIn, (*call).saveComposeDraft)
	do(s, del, "/drafts/{client_id}", signedIn, (*call).dropComposeDraft)
	s.serve(post, "/files", signedIn, (*call).upload)
	s.serve(get, "/files/{id}", signedIn, (*call).file)
	s.serve(get, "/files/{id}/thumbnail", signedIn, (*call).thumbnail)

	s.recordRoutes()
	s.settingsRoutes()
}
