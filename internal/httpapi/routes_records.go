package httpapi

import (
	"net/http"

	"parley/internal/parley"
)

// recordRoutes are those of records: who may do what with one is asked in the
// handlers, through package auth.
func (s *Server) recordRoutes() {
	const get, post, put, patch, del = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete

	handle(s, get, "/objects", signedIn, (*call).objects)
	handle(s, post, "/objects/{object}/search", signedIn, (*call).searchRecords)
	handle(s, get, "/objects/{object}/archived", signedIn, (*call).archivedRecords)
	handle(s, post, "/objects/{object}/records", signedIn, (*call).createRecord)
	handle(s, post, "/objects/{object}/bulks", signedIn, (*call).changeMany)
	handle(s, get, "/objects/{object}/bulks", signedIn, (*call).latestBulks)
	handle(s, post, "/bulks/{id}/stop", signedIn, (*call).stopBulk)
	handle(s, post, "/bulks/{id}/undo", signedIn, (*call).undoBulk)
	handle(s, get, "/records/{id}", signedIn, (*call).getRecord)
	handle(s, patch, "/records/{id}", signedIn, (*call).updateRecord)
	handle(s, post, "/records/{id}/archive", signedIn, (*call).archiveRecord)
	handle(s, post, "/records/{id}/restore", signedIn, (*call).restoreRecord)
	handle(s, get, "/records/{id}/history", signedIn, (*call).recordHistory)
	handle(s, get, "/records/{id}/timeline", signedIn, (*call).timeline)
	handle(s, post, "/meetings", signedIn, (*call).schedule)
	handle(s, get, "/meetings/{id}", signedIn, (*call).oneMeeting)
	handle(s, put, "/meetings/{id}", signedIn, (*call).changeMeeting)
	handle(s, post, "/meetings/{id}/cancel", signedIn, (*call).cancelMeeting)
	do(s, put, "/records/{id}/associations/{to}", signedIn, (*call).associate)
	do(s, del, "/records/{id}/associations/{to}", signedIn, (*call).dissociate)

	handle(s, post, "/records/{id}/merge", signedIn, (*call).mergeRecords)
	handle(s, get, "/records/{id}/merges", signedIn, (*call).recordMerges)
	handle(s, del, "/records/{id}/merges/{merge}", signedIn, (*call).unmerge)
	handle(s, get, "/records/{id}/duplicates", signedIn, (*call).duplicates)
	do(s, del, "/records/{id}/duplicates/{other}", signedIn, (*call).tellApart)
	handle(s, post, "/records/{id}/erase", needs(parley.DeleteForever), (*call).erasePerson)

	handle(s, get, "/objects/{object}/lists", signedIn, (*call).recordLists)
	handle(s, post, "/objects/{object}/lists", signedIn, (*call).createList)
	handle(s, patch, "/objects/{object}/lists/{id}", signedIn, (*call).updateList)
	do(s, del, "/objects/{object}/lists/{id}", signedIn, (*call).dropList)
	do(s, post, "/objects/{object}/lists/{id}/members", signedIn, (*call).changeMembers)

	define := needs(parley.ManageRecords)
	handle(s, post, "/objects", define, (*call).createObjectType)
	handle(s, patch, "/objects/{object}", define, (*call).updateObjectType)
	do(s, del, "/objects/{object}", define, (*call).archiveObjectType)
	handle(s, post, "/objects/{object}/properties", define, (*call).createProperty)
	handle(s, post, "/objects/{object}/formula", define, (*call).tryFormula)
	handle(s, patch, "/objects/{object}/properties/{name}", define, (*call).updateProperty)
	handle(s, del, "/objects/{object}/properties/{name}", define, (*call).archiveProperty)
	handle(s, put, "/objects/{object}/groups/{name}", define, (*call).saveGroup)
	handle(s, del, "/objects/{object}/groups/{name}", define, (*call).archiveGroup)
	handle(s, put, "/objects/{object}/pipelines", define, (*call).savePipeline)
	handle(s, del, "/objects/{object}/pipelines/{id}", define, (*call).dropPipeline)
	handle(s, get, "/objects/{object}/labels/{to}", signedIn, (*call).labels)
	handle(s, post, "/objects/{object}/labels/{to}", define, (*call).createLabel)
	handle(s, del, "/objects/{object}/labels/{to}/{id}", define, (*call).dropLabel)
	handle(s, get, "/record-options", signedIn, (*call).recordOptions)
	handle(s, put, "/record-options", define, (*call).setRecordOptions)

	s.serve(post, "/objects/{object}/imports", define, (*call).uploadImport)
	handle(s, get, "/objects/{object}/imports", define, (*call).imports)
	handle(s, get, "/imports/{id}", define, (*call).getImport)
	handle(s, post, "/imports/{id}/check", define, (*call).checkImport)
	handle(s, post, "/imports/{id}/run", define, (*call).runImport)
	handle(s, post, "/imports/{id}/cancel", define, (*call).cancelImport)
	s.serve(get, "/imports/{id}/errors.csv", define, (*call).importErrors)
	handle(s, post, "/objects/{object}/exports", define, (*call).createExport)
	handle(s, get, "/exports/{id}", define, (*call).getExport)
	s.serve(get, "/exports/{id}/file", define, (*call).exportFile)

	handle(s, post, "/threads/{id}/ticket", signedIn, (*call).giveTicket)
	handle(s, post, "/threads/{id}/ticket/split", signedIn, (*call).splitTicket)
	handle(s, get, "/records/{id}/sla", signedIn, (*call).slaTimers)
	handle(s, get, "/ticket-options", signedIn, (*call).ticketOptions)
	handle(s, put, "/ticket-options", needs(parley.AccountAccess), (*call).setTicketOptions)
	handle(s, get, "/sla-policies", signedIn, (*call).slaPolicies)
	handle(s, put, "/sla-policies", needs(parley.AccountAccess), (*call).savePolicy)
	do(s, put, "/sla-policies/order", needs(parley.AccountAccess), (*call).orderPolicies)
	handle(s, post, "/channel-accounts/{id}/help-desk", superAdmin, (*call).moveToHelpDesk)
	handle(s, get, "/channel-moves", needs(parley.AccountAccess), (*call).channelMoves)
	do(s, del, "/sla-policies/{id}", needs(parley.AccountAccess), (*call).dropPolicy)
}
