package automation

import "parley/internal/parley"

// happening is what an event of the log is to apps.
type happening struct {
	what   string // the second half of an event type
	detail parley.HookDetail
}

// ofThread says what an event of a conversation is (HOOK-06). Of a merge
// nothing is told: both numbers go on leading to the conversation.
func ofThread(e *parley.Event) []happening {
	switch e.Kind {
	case parley.ThreadCreated:
		return one("creation", parley.HookDetail{ChangeFlag: "CREATED"})
	case parley.ThreadSplit:
		if e.Data["into"] == e.ThreadID.String() {
			return one("creation", parley.HookDetail{ChangeFlag: "CREATED"})
		}
	case parley.ThreadPurged:
		if e.Data["privacy"] == true {
			return one("privacyDeletion", parley.HookDetail{ChangeFlag: "DELETED"})
		}
		return one("deletion", parley.HookDetail{ChangeFlag: "DELETED"})
	case parley.ThreadAssigned, parley.ThreadRouted, parley.ThreadUnassigned:
		if from, to := agent(e.Data["from"]), agent(e.Data["to"]); from != to {
			return changed("assignedTo", to)
		}
	case parley.ThreadWasClosed:
		return changed("status", "CLOSED")
	case parley.ThreadReopened:
		return changed("status", "OPEN")
	case parley.ThreadTrashed:
		return changed("isArchived", "true")
	case parley.ThreadRestored:
		return changed("isArchived", "false")
	case parley.MessageArrived, parley.MessageWritten:
		return spoken(e, "MESSAGE")
	case parley.CommentCreated:
		return spoken(e, "COMMENT")
	}
	return nil
}

func one(what string, d parley.HookDetail) []happening { return []happening{{what, d}} }

func changed(property, value string) []happening {
	return one("propertyChange", parley.HookDetail{PropertyName: property, PropertyValue: &value})
}

func spoken(e *parley.Event, kind string) []happening {
	uid, _ := e.Data["message"].(string)
	return one("newMessage", parley.HookDetail{MessageID: uid, MessageType: kind, ChangeFlag: "NEW_MESSAGE"})
}

// agent names an assignee as the public API does: a team is nobody in
// particular.
func agent(v any) string {
	a, _ := v.(map[string]any)
	id, _ := a["id"].(string)
	switch a["kind"] {
	case string(parley.ActorUser):
		return "A-" + id
	case string(parley.ActorBot):
		return "B-" + id
	}
	return ""
}
