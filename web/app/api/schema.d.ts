/**
 * The server's API as TypeScript types. Written from the contract until the server
 * describes itself; names are those of the generated file that replaces it.
 */

interface Answer<T> {
  responses: { 200: { headers: Record<string, unknown>; content: { "application/json": T } } };
}
type Parameters<P, Q> = { query?: [Q] extends [never] ? never : Q; header?: never; cookie?: never } & ([P] extends [never] ? { path?: never } : { path: P });
interface Gets<T, P = never, Q = never> {
  get: { parameters: Parameters<P, Q>; requestBody?: never } & Answer<T>;
}
interface Takes<B, P> {
  parameters: Parameters<P, never>;
  requestBody: { content: { "application/json": B } };
}
interface Posts<T, B, P = never> {
  post: Takes<B, P> & Answer<T>;
}
interface Puts<T, B, P = never> {
  put: Takes<B, P> & Answer<T>;
}
interface Patches<T, B, P = never> {
  patch: Takes<B, P> & Answer<T>;
}
interface Deletes<P = never, Q = never> {
  delete: { parameters: Parameters<P, Q>; requestBody?: never } & Answer<void>;
}
type S = components["schemas"];
type Id = { id: string };

export interface paths {
  "/setup": Gets<S["SetupState"]> & Posts<S["Session"], S["SetupRequest"]>;
  "/session": Gets<S["Session"]> & Posts<S["Session"], S["SignInRequest"]> & Deletes;
  "/password/forgot": Posts<void, { email: string }>;
  "/password/reset": Posts<void, { token: string; password: string }>;
  "/invitations/{token}": Gets<S["Invitation"], { token: string }> & Posts<S["Session"], S["AcceptInvitationRequest"], { token: string }>;
  "/oidc": Gets<S["OidcState"]>;
  "/bootstrap": Gets<S["Bootstrap"]>;
  "/views": Posts<S["View"], S["CustomViewRequest"]>;
  "/views/counts": Gets<S["ViewCounts"], never, { inbox_id: string }>;
  "/views/fields": Gets<{ fields: S["FilterField"][] }, never, { inbox_id?: string }>;
  "/views/order": Puts<void, { inbox_id: string; view_ids: string[] }>;
  "/views/{id}": Patches<S["View"], Partial<S["CustomViewRequest"]>, Id> & Deletes<Id>;
  "/views/{id}/clone": Posts<S["View"], Record<string, never>, Id>;
  "/views/{id}/threads": Gets<S["ThreadPage"], Id, { order?: "newest" | "oldest"; cursor?: string; limit?: number }>;
  "/search": Gets<S["SearchPage"], never, { inbox_id?: string; q: string; order?: "newest" | "oldest"; cursor?: string; spam?: 1; trash?: 1 }>;
  "/contacts": Gets<{ contacts: S["ContactRow"][] }, never, { q: string; limit?: number }>;
  "/threads": Posts<S["ComposeAnswer"], S["ComposeRequest"]>;
  "/threads/actions": Posts<S["ActionAnswer"], S["ActionRequest"]>;
  "/threads/{id}": Gets<S["ThreadPageful"], Id>;
  "/threads/{id}/items": Gets<S["ItemPage"], Id, { before: string }>;
  "/threads/{id}/merge": Posts<S["ThreadChange"], { into: string }, Id>;
  "/threads/{id}/split": Posts<S["ThreadChange"], { item_ids: string[]; subject: string }, Id>;
  "/threads/{id}/messages": Posts<S["ItemChange"], S["SendRequest"], Id>;
  "/threads/{id}/comments": Posts<S["ItemChange"], S["CommentRequest"], Id>;
  "/threads/{id}/draft": Puts<S["Draft"], S["Draft"], Id> & Deletes<Id, { mode: string }>;
  "/threads/{id}/transcript": Posts<void, { to: string }, Id>;
  "/threads/{id}/reminder": Puts<void, { at: string | null }, Id>;
  "/threads/{id}/participants": Posts<S["Thread"], { address: string; accept: boolean }, Id>;
  "/threads/{id}/contact": Puts<void, { contact_id: string | null }, Id> & Posts<void, { first_name: string; last_name: string; email: string }, Id>;
  "/items/{item_id}": Gets<{ thread_id: string }, { item_id: string }>;
  "/messages/{item_id}/undo": Posts<{ draft: S["Draft"] }, Record<string, never>, { item_id: string }>;
  "/messages/{item_id}/retry": Posts<S["ItemChange"], Record<string, never>, { item_id: string }>;
  "/messages/{item_id}": Patches<S["ItemChange"], { send_at: string }, { item_id: string }>;
  "/comments/{item_id}": Patches<S["ItemChange"], { html: string; text: string }, { item_id: string }> & Deletes<{ item_id: string }>;
  "/drafts/{client_id}": Gets<S["Draft"], { client_id: string }> & Puts<S["Draft"], S["Draft"], { client_id: string }> & Deletes<{ client_id: string }>;
  "/undo/{undo_id}": Posts<{ threads: S["ThreadRow"][] }, Record<string, never>, { undo_id: string }>;
  "/snippets": Gets<{ snippets: S["Snippet"][] }>;
  "/templates": Gets<{ templates: S["Template"][] }>;
  "/tags": Posts<S["Tag"], { inbox_id: string; name: string; color: string }>;
  "/users": Posts<S["User"], { email: string; first_name?: string; last_name?: string }>;
  "/channel-accounts": Gets<{ channel_accounts: S["ChannelAccount"][] }>;
  "/notifications": Gets<{ notifications: S["Notification"][] }>;
  "/notifications/read": Posts<void, { ids?: string[]; all?: boolean }>;
  "/me/availability": Puts<S["User"], { availability: "available" | "away" }>;
  "/preferences/{key}": Puts<void, { value: unknown }, { key: string }>;
}

export interface components {
  schemas: {
    ErrorBody: { kind: "invalid" | "not_found" | "forbidden" | "conflict" | "rate_limited" | "unavailable" | "internal" | "unauthenticated" | "too_large"; message: string; field: string | null; code: "totp_required" | "newer_reply" | "stale" | null; details: Record<string, unknown> };
    SetupState: { needed: boolean; code_required: boolean };
    SetupRequest: { code?: string; first_name: string; last_name: string; email: string; password: string; company_name: string; language: string; timezone: string; demo: boolean };
    SignInRequest: { email: string; password: string; totp_code?: string };
    AcceptInvitationRequest: { first_name: string; last_name: string; password: string; language: string };
    Invitation: { email: string; company_name: string };
    OidcState: { enabled: boolean; label: string; start_url: string };
    Account: { name: string; language: string; mail_domain: string; version: string };
    Session: { user: S["User"]; csrf_token: string; account: S["Account"] };
    WorkingHours: { day: number; start: string; end: string };
    User: {
      id: string; email: string; first_name: string; last_name: string; name: string; avatar_url: string | null; initials: string; color: string;
      availability: "available" | "away"; availability_until: string | null; language: string; timezone: string; signature_html: string; meeting_link: string;
      super_admin: boolean; permissions: string[]; can_be_assigned: boolean; primary_team_id: string | null; extra_team_ids: string[];
      deactivated: boolean; removed: boolean; working_hours: S["WorkingHours"][]; out_of_office: { start_at: string; end_at: string }[]; totp_enabled: boolean;
    };
    Team: { id: string; name: string; member_ids: string[]; extra_member_ids: string[] };
    Tag: { id: string; inbox_id: string; name: string; color: string; use_count: number };
    InboxSettings: { undo_seconds: number; after_close: "next" | "previous" | "list"; remote_images: "ask" | "proxy" };
    Inbox: { id: string; name: string; kind: "inbox" | "help_desk"; access: "everyone" | "specific"; user_ids: string[]; team_ids: string[]; member: boolean; archived: boolean; abilities: string[]; settings: S["InboxSettings"]; address: string };
    FilterGroup: { op: "and" | "or"; children: S["Filter"][] };
    FilterTest: { field: string; operator: S["FilterOperator"]; value: unknown };
    FilterOperator: "is" | "is_not" | "any_of" | "none_of" | "contains" | "not_contains" | "before" | "after" | "longer_than" | "shorter_than" | "known" | "unknown";
    Filter: S["FilterGroup"] | S["FilterTest"];
    FilterField: { name: string; label: string; type: "text" | "choice" | "date" | "duration" | "number" | "boolean"; operators: S["FilterOperator"][]; values: { value: string; label: string }[] };
    ViewKind: "unassigned" | "mine" | "open" | "chat" | "email" | "messenger" | "whatsapp" | "form" | "call" | "custom_channel" | "bots" | "snoozed" | "closed" | "sent" | "spam" | "trash" | "custom";
    CustomView: { filter: S["Filter"]; owner_id: string; shared: "private" | "specific" | "everyone"; user_ids: string[]; team_ids: string[]; position: number; filling: boolean };
    CustomViewRequest: { inbox_id: string; name: string; filter: S["Filter"]; shared: "private" | "specific" | "everyone"; user_ids: string[]; team_ids: string[] };
    View: { id: string; inbox_id: string; kind: S["ViewKind"]; name: string | null; always_visible: boolean; count: number | null; custom: S["CustomView"] | null };
    ChannelAccount: { id: string; inbox_id: string; channel: string; name: string; address: string; fallback: boolean; active: boolean; state: "ok" | "connecting" | "failed" | "disabled"; state_reason: string; can_send: boolean; cannot_send_reason: string; from_name_mode: "agent_company" | "company"; signature_mode: "none" | "team" | "user"; signature_html: string; settings: Record<string, unknown> };
    Cursor: { epoch: string; seq: number };
    Bootstrap: { user: S["User"]; account: S["Account"]; users: S["User"][]; teams: S["Team"][]; inboxes: S["Inbox"][]; views: S["View"][]; tags: S["Tag"][]; channel_accounts: S["ChannelAccount"][]; preferences: Record<string, unknown>; notifications_unread: number; cursor: S["Cursor"]; permissions: string[] };
    ViewCounts: { counts: Record<string, number>; seq: number };
    Assignee: { kind: "user" | "team" | "bot"; id: string; name: string };
    ThreadContact: { id: string; name: string; email: string; avatar_url: string | null; initials: string; color: string };
    Membership: { view_id: string; sort_at: string };
    ThreadRow: {
      id: string; inbox_id: string; status: "open" | "closed"; spam: boolean; trashed: boolean; subject: string; preview: string; channel: string;
      contact: S["ThreadContact"] | null; sender_name: string; participant_count: number; last_action: "received" | "replied" | "forwarded";
      latest_message_at: string; latest_received_at: string | null; waiting_since: string | null; comment: { author_name: string; text: string } | null;
      assignee: S["Assignee"] | null; team_id: string | null; tag_ids: string[]; snoozed_until: string | null; has_attachment: boolean; has_draft: boolean;
      activity_seq: number; read_seq: number; quarantined: boolean; members: S["Membership"][];
    };
    ThreadPage: { threads: S["ThreadRow"][]; next: string | null; count: number | null; seq: number };
    FoundThread: S["ThreadRow"] & { match: { item_id: string; snippet_html: string } | null };
    SearchTerm: { field: string; value: string; negated: boolean; label: string; error: string | null };
    SearchPage: { threads: S["FoundThread"][]; next: string | null; terms: S["SearchTerm"][] };
    ContactRow: { id: string; name: string; email: string; initials?: string; color?: string; company?: string };
    Address: { name: string; address: string };
    Participant: { name: string; address: string; role: string; accepted: boolean };
    DefaultReply: { channel_account_id: string | null; to: S["Address"][]; cc: S["Address"][]; subject: string };
    Thread: S["ThreadRow"] & {
      participants: S["Participant"][]; default_reply: S["DefaultReply"]; abilities: string[]; cannot_send_reason: string | null; following: boolean; reminder_at: string | null;
      merged_into: string | null; not_closable_until: string | null; blocked_sender: boolean; spam_reason: string | null; created_at: string; closed_at: string | null;
    };
    ContactCard: { id: string; name: string; first_name: string; last_name: string; email: string; emails: string[]; phone: string; company: string; language: string; timezone: string; local_time: string; properties: { name: string; label: string; value: string }[]; created_at: string };
    Actor: { kind: "user" | "contact" | "visitor" | "bot" | "integration" | "system"; id: string; name: string; avatar_url: string | null; initials: string; color: string };
    Attachment: { id: string; name: string; size: number; content_type: string; inline: boolean; url: string; thumbnail_url: string | null; missing: boolean };
    MessageStatus: "received" | "scheduled" | "sending" | "sent" | "delivered" | "read" | "failed" | "unknown";
    Message: {
      direction: "incoming" | "outgoing"; status: S["MessageStatus"]; status_reason: string; channel: string; from: S["Address"]; to: S["Address"][]; cc: S["Address"][]; bcc: S["Address"][];
      subject: string; text: string; quoted_text: string | null; has_html: boolean; trimmed: boolean; frame_url: string; remote_images: boolean; attachments: S["Attachment"][]; reason: string;
      authenticated: "pass" | "fail" | "none"; auto: "bounce" | "auto-reply" | "list" | null; forwarded: boolean; send_at: string | null; undo_until: string | null; quarantined: boolean; new_participant: boolean;
    };
    Comment: { html: string; text: string; mention_ids: string[]; edited_at: string | null; deleted: boolean; attachments: S["Attachment"][] };
    Event: { kind: string; data: Record<string, unknown> };
    Item: { id: string; thread_id: string; seq: number; kind: "message" | "comment" | "event"; created_at: string; actor: S["Actor"]; client_id: string | null; message: S["Message"] | null; comment: S["Comment"] | null; event: S["Event"] | null };
    ItemPage: { items: S["Item"][]; older: string | null };
    OtherConversation: Pick<S["ThreadRow"], "id" | "inbox_id" | "status" | "subject" | "preview" | "channel" | "latest_message_at">;
    Draft: { mode: "reply" | "forward" | "comment"; channel_account_id: string | null; to: S["Address"][]; cc: S["Address"][]; bcc: S["Address"][]; subject: string; text: string; html: string; attachments: S["Attachment"][]; updated_at: string };
    Presence: { user_id: string; typing: "reply" | "comment" | null };
    ThreadPageful: { thread: S["Thread"]; items: S["Item"][]; older: string | null; contact: S["ContactCard"] | null; other_conversations: S["OtherConversation"][]; drafts: S["Draft"][]; presence: S["Presence"][]; also_in: { inbox_id: string; inbox_name: string; thread_id: string }[]; read_seq: number; seq: number };
    ActionName: "close" | "reopen" | "assign" | "snooze" | "unsnooze" | "tag" | "untag" | "spam" | "not_spam" | "block" | "unblock" | "trash" | "restore" | "purge" | "move" | "read" | "unread" | "follow" | "unfollow";
    ActionMatch: { view_id: string } | { inbox_id: string; q: string; spam?: boolean; trash?: boolean };
    ActionRequest: { action: S["ActionName"]; thread_ids?: string[]; match?: S["ActionMatch"]; assignee?: { kind: "user" | "team"; id: string } | null; until?: string | null; tag_id?: string; inbox_id?: string; allow_sender?: boolean };
    ActionAnswer: { undo_id: string | null; outcomes: { thread_id: string; ok: boolean; error: S["ErrorBody"] | null }[]; matched: number; job_id: string | null; threads: S["ThreadRow"][] };
    ThreadChange: { undo_id: string | null; thread: S["Thread"] };
    ItemChange: { item: S["Item"]; thread: S["ThreadRow"] };
    ComposeAnswer: { thread: S["ThreadRow"]; item: S["Item"] };
    Outgoing: { client_id: string; channel_account_id: string | null; to: S["Address"][]; cc: S["Address"][]; bcc: S["Address"][]; subject: string; text: string; html: string; attachment_ids: string[]; send_at: string | null; reminder_at: string | null };
    ComposeRequest: S["Outgoing"] & { inbox_id: string };
    SendRequest: S["Outgoing"] & { kind: "reply" | "forward"; forward_item_id?: string; close: boolean; seen_seq: number };
    CommentRequest: { client_id: string; html: string; text: string; mention_ids: string[]; attachment_ids: string[] };
    Snippet: { id: string; name: string; shortcut: string; text: string; html: string; scope: "private" | "teams" | "everyone"; team_ids: string[]; folder: string; use_count: number };
    Template: S["Snippet"] & { subject: string };
    Notification: { id: string; topic: string; thread_id: string | null; item_id: string | null; text: string; actor: S["Actor"] | null; created_at: string; read: boolean };
  };
}
