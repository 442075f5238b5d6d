package hubapi

import (
	"strings"
	"testing"

	"parley/internal/parley"
)

// CAPI-17: the properties that programs rely on are there, built in, of each
// kind of record.
func TestProperties_builtIn(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	activities := "hs_timestamp hubspot_owner_id hs_attachment_ids "
	for kind, names := range map[string]string{
		"contacts":  "email hs_additional_emails firstname lastname phone mobilephone company jobtitle website address city state zip country hs_language lifecyclestage hs_lead_status hubspot_owner_id createdate lastmodifieddate hs_object_id hs_merged_object_ids associatedcompanyid",
		"companies": "name domain phone industry city country numberofemployees annualrevenue hubspot_owner_id", "deals": "dealname amount dealstage pipeline closedate hubspot_owner_id description",
		"tickets":              "subject content hs_pipeline hs_pipeline_stage hs_ticket_priority hs_ticket_category source_type hubspot_owner_id hs_resolution createdate closed_date time_to_first_agent_reply time_to_close",
		"feedback_submissions": "hs_survey_type hs_survey_name hs_sentiment hs_response_group hs_value hs_content hs_submission_timestamp hs_contact_id",
		"notes":                activities + "hs_note_body", "tasks": activities + "hs_task_subject hs_task_body hs_task_status hs_task_priority hs_task_type",
		"calls":          activities + "hs_call_title hs_call_body hs_call_direction hs_call_status hs_call_disposition hs_call_duration hs_call_from_number hs_call_to_number hs_call_recording_url",
		"meetings":       activities + "hs_meeting_title hs_meeting_body hs_meeting_location hs_meeting_start_time hs_meeting_end_time hs_meeting_outcome",
		"emails":         activities + "hs_email_subject hs_email_text hs_email_html hs_email_direction hs_email_status hs_email_headers",
		"communications": activities + "hs_communication_channel_type hs_communication_logged_from hs_communication_body",
	} {
		for name := range strings.FieldsSeq(names) {
			p := s.must(200, "GET", "/crm/v3/properties/"+kind+"/"+name, "")
			if p.text("name") != name || p.text("hubspotDefined") != "true" || p.text("modificationMetadata.archivable") != "false" {
				t.Errorf("%s of %s: %s", name, kind, p.body)
			}
		}
	}
	email := s.must(200, "GET", "/crm/v3/properties/contacts/email", "")
	if email.text("type") != "string" || email.text("fieldType") != "text" || email.text("groupName") != "contactinformation" {
		t.Errorf("email: %s", email.body)
	}
	category := string(s.must(200, "GET", "/crm/v3/properties/tickets/hs_ticket_category", "").body)
	for _, value := range []string{"PRODUCT_ISSUE", "BILLING_ISSUE", "FEATURE_REQUEST", "GENERAL_INQUIRY"} {
		if !strings.Contains(category, `"`+value+`"`) {
			t.Errorf("hs_ticket_category has no option %s", value)
		}
	}
	s.must(400, "POST", "/crm/v3/objects/notes", `{"properties":{"hs_note_body":"no time"}}`)
}

// API-06: each kind of error by its status and category, missing scopes by
// name, and JSON that is none.
func TestErrors_categories(t *testing.T) {
	t.Parallel()
	s := newShop(t, nil)
	narrow := s.scoped("crm.objects.contacts.read")
	for what, c := range map[string]struct {
		token, method, path, body string
		status                    int
		category                  string
	}{
		"wrong":      {s.token, "GET", "/crm/v3/objects/contacts?limit=0", "", 400, "VALIDATION_ERROR"},
		"broken":     {s.token, "POST", "/crm/v3/objects/contacts", `{"properties":`, 400, "VALIDATION_ERROR"},
		"nobody":     {"nonsense", "GET", "/crm/v3/objects/contacts", "", 401, "INVALID_AUTHENTICATION"},
		"no scope":   {narrow, "POST", "/crm/v3/objects/contacts", `{"properties":{}}`, 403, "MISSING_SCOPES"},
		"missing":    {s.token, "GET", "/crm/v3/objects/contacts/999999", "", 404, "OBJECT_NOT_FOUND"},
		"not so":     {s.token, "PUT", "/crm/v3/objects/contacts", `{}`, 405, "METHOD_NOT_ALLOWED"},
		"twice":      {s.token, "POST", "/crm/v3/objects/contacts", `{"properties":{"email":"cleo@customer.test"}}`, 409, "CONFLICT"},
		"too large":  {s.token, "POST", "/crm/v3/objects/contacts", `{"properties":{"firstname":"` + strings.Repeat("a", maxBody) + `"}}`, 413, "VALIDATION_ERROR"},
		"too long":   {s.token, "GET", "/crm/v3/objects/contacts?after=" + strings.Repeat("a", maxAddress), "", 414, "VALIDATION_ERROR"},
		"other type": {s.token, "POST", "/crm/v3/objects/contacts", "properties=none", 415, "VALIDATION_ERROR"},
	} {
		a := s.ask(c.token, c.method, c.path, c.body)
		if a.status != c.status || a.text("category") != c.category || a.text("status") != "error" || len(a.text("correlationId")) != 36 {
			t.Errorf("%s: got %d %s", what, a.status, a.body)
		}
	}
	if a := s.ask(narrow, "POST", "/crm/v3/objects/contacts", `{"properties":{}}`); a.text("errors.0.context.requiredGranularScopes.0") != "crm.objects.contacts.write" {
		t.Errorf("missing scopes: %s", a.body)
	}
	if a := s.ask(s.token, "POST", "/crm/v3/objects/contacts", `{]`); !strings.HasPrefix(a.text("message"), "Invalid input JSON") {
		t.Errorf("broken: %s", a.body)
	}
	for kind, want := range map[error]fault{
		&parley.Error{Kind: parley.Unauthenticated, Code: "expired"}: {status: 401, category: "EXPIRED_AUTHENTICATION"}, &parley.Error{Kind: parley.Forbidden}: {status: 403, category: "FORBIDDEN"},
		&parley.Error{Kind: parley.Unavailable, Code: "read_only"}: {status: 423, category: "LOCKED"}, &parley.Error{Kind: parley.RateLimited}: {status: 429, category: "RATE_LIMITS"},
		&parley.Error{Kind: parley.Unavailable}: {status: 503, category: "INTERNAL_ERROR"}, &parley.Error{Kind: parley.Internal}: {status: 500, category: "INTERNAL_ERROR"},
	} {
		if got := faultOf(kind); got.status != want.status || got.category != want.category {
			t.Errorf("%v: got %d %s", kind, got.status, got.category)
		}
	}
}
