package hubapi

import "net/http"

// Methods, as the table writes them.
const (
	get   = http.MethodGet
	post  = http.MethodPost
	put   = http.MethodPut
	patch = http.MethodPatch
	del   = http.MethodDelete
)

// routes is the table of all routes, by area.
func (s *Server) routes() {
	s.channelRoutes()
	s.threadRoutes()
	s.messageRoutes()
	s.actorRoutes()
	s.objectRoutes()
	s.joinRoutes()
	s.labelRoutes()
	s.propertyRoutes()
	s.pipelineRoutes()
	s.schemaRoutes()
	s.ownerRoutes()
	s.webhookRoutes()
	s.customRoutes()
	s.fileRoutes()
	s.userRoutes()
	s.oauthRoutes()
	s.visitorRoutes()
}
