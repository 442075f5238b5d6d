-- +goose Up
-- The whole of the first schema. Times are UTC milliseconds, 0 for never;
-- booleans are 0 or 1; lists and small records are JSON text. The file of the
-- other engine differs in types, WITHOUT ROWID and the full-text tables alone.

CREATE TABLE sequence (name TEXT PRIMARY KEY, next BIGINT NOT NULL);
INSERT INTO sequence (name, next) VALUES ('id', 1), ('event', 0);

CREATE TABLE account (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  timezone TEXT NOT NULL,
  epoch TEXT NOT NULL,
  settings TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE event (
  seq BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  thread_id BIGINT NOT NULL,
  inbox_id BIGINT NOT NULL,
  object TEXT NOT NULL,
  object_id BIGINT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX event_thread ON event (thread_id, seq) WHERE thread_id > 0;
CREATE INDEX event_object ON event (object, seq) WHERE object <> '';
CREATE INDEX event_audit ON event (seq) WHERE ((object <> '' AND object <> 'notification') OR kind = 'thread.purged');

CREATE TABLE job (
  id BIGINT PRIMARY KEY,
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  unique_key TEXT,
  payload TEXT NOT NULL,
  state TEXT NOT NULL,
  priority BIGINT NOT NULL,
  attempt BIGINT NOT NULL,
  max_attempts BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  leased_by TEXT NOT NULL,
  last_error TEXT NOT NULL,
  done BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);
CREATE INDEX job_due ON job (queue, priority, run_at, id) WHERE state = 'waiting';
CREATE INDEX job_leased ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_dead ON job (finished_at) WHERE state = 'dead';
CREATE INDEX job_done ON job (finished_at) WHERE state = 'done';
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE unique_key IS NOT NULL AND state IN ('waiting', 'running');

CREATE TABLE lease (name TEXT PRIMARY KEY, holder TEXT NOT NULL, until BIGINT NOT NULL);

-- user_load is how many members of the view "mine" of an inbox are somebody's,
-- by kind of work.
CREATE TABLE user_load (
  view_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  work TEXT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (view_id, user_id, work)
);

-- decision is who was to have an arrival, and what was known then, so that it
-- can be decided again under another rule.
CREATE TABLE decision (
  id BIGINT PRIMARY KEY,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  inbox_id BIGINT NOT NULL,
  thread_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  page TEXT NOT NULL,
  outcome TEXT NOT NULL,
  known BYTEA NOT NULL
);
CREATE INDEX decision_account ON decision (account_id, at);
CREATE INDEX decision_thread ON decision (thread_id);
CREATE INDEX decision_at ON decision (at);

CREATE TABLE "user" (
  id BIGINT PRIMARY KEY,
  email TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp_secret BYTEA,
  recovery_hashes TEXT NOT NULL,
  super_admin BIGINT NOT NULL,
  permissions TEXT NOT NULL,
  can_be_assigned BIGINT NOT NULL,
  availability TEXT NOT NULL,
  language TEXT NOT NULL,
  timezone TEXT NOT NULL,
  signature_html TEXT NOT NULL,
  meeting_link TEXT NOT NULL,
  avatar_hash TEXT NOT NULL,
  hours TEXT NOT NULL,
  out_of_office TEXT NOT NULL,
  primary_team_id BIGINT NOT NULL,
  extra_team_ids TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  invited_at BIGINT NOT NULL,
  deactivated_at BIGINT NOT NULL,
  removed_at BIGINT NOT NULL,
  availability_by BIGINT NOT NULL,
  holds_from BIGINT NOT NULL,
  holds_until BIGINT NOT NULL,
  record_rights TEXT NOT NULL
);
CREATE UNIQUE INDEX user_email ON "user" (email) WHERE removed_at = 0;

CREATE TABLE user_identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);

CREATE TABLE session (
  hash TEXT PRIMARY KEY,
  id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  csrf TEXT NOT NULL,
  device TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_by_user ON session (user_id);

CREATE TABLE token (
  hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  user_id BIGINT NOT NULL,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL
);

CREATE TABLE attempt (
  key TEXT PRIMARY KEY,
  count BIGINT NOT NULL,
  since BIGINT NOT NULL
);

CREATE TABLE preference (
  user_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user_id, key)
);

CREATE TABLE team (id BIGINT PRIMARY KEY, name TEXT NOT NULL, spread TEXT NOT NULL, created_at BIGINT NOT NULL);
CREATE UNIQUE INDEX team_name ON team (name);

CREATE TABLE inbox (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  everyone BIGINT NOT NULL,
  user_ids TEXT NOT NULL,
  team_ids TEXT NOT NULL,
  settings TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);

CREATE TABLE channel_account (
  id BIGINT PRIMARY KEY,
  inbox_id BIGINT NOT NULL,
  channel TEXT NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  fallback BIGINT NOT NULL,
  active BIGINT NOT NULL,
  state TEXT NOT NULL,
  state_reason TEXT NOT NULL,
  state_at BIGINT NOT NULL,
  connected_by BIGINT NOT NULL,
  settings TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX channel_account_address ON channel_account (channel, address) WHERE archived_at = 0;
CREATE TABLE channel_secret (
  account_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (account_id, name)
);
CREATE TABLE channel_state (
  account_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account_id, key)
);

CREATE TABLE ledger (
  account_id BIGINT NOT NULL,
  folder TEXT NOT NULL,
  uid_validity BIGINT NOT NULL,
  uid BIGINT NOT NULL,
  first_uid BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  message_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (account_id, folder, uid_validity, uid)
);

-- seen holds the key of each delivery and, for good, of what was purged.
CREATE TABLE seen (
  key TEXT PRIMARY KEY,
  message_id BIGINT NOT NULL,
  thread_id BIGINT NOT NULL
);
CREATE INDEX seen_thread ON seen (thread_id);

CREATE TABLE quarantine (
  id BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  reason TEXT NOT NULL,
  raw_hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  ours BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  settled_at BIGINT NOT NULL
);

CREATE TABLE contact (
  id BIGINT PRIMARY KEY,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  company TEXT NOT NULL,
  language TEXT NOT NULL,
  timezone TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  merged_into BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE TABLE contact_address (
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  contact_id BIGINT NOT NULL,
  PRIMARY KEY (kind, value)
);
CREATE INDEX contact_address_contact ON contact_address (contact_id);
CREATE INDEX contact_changed ON contact (updated_at) WHERE archived_at = 0 AND merged_into = 0;

-- record is every contact, company, deal, ticket, activity and custom object;
-- properties is JSON, name to value.
CREATE TABLE record (
  id BIGINT PRIMARY KEY,
  type BIGINT NOT NULL,
  properties TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  merged_into BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE INDEX record_created ON record (type, created_at, id) WHERE archived_at = 0 AND merged_into = 0;
CREATE INDEX record_updated ON record (type, updated_at, id) WHERE archived_at = 0 AND merged_into = 0;
CREATE INDEX record_owner ON record (owner_id, type, id) WHERE owner_id > 0 AND archived_at = 0 AND merged_into = 0;
CREATE INDEX record_archived ON record (type, id) WHERE archived_at > 0;
-- record_count is how many live records of a kind there are; version grows with
-- each writing of one.
CREATE TABLE record_count (type BIGINT PRIMARY KEY, count BIGINT NOT NULL, version BIGINT NOT NULL);

-- record_text and record_number hold the values of live records by which they
-- are found and sorted; record_unique those that only one may have.
CREATE TABLE record_text (
  property_id BIGINT NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  record_id BIGINT NOT NULL,
  PRIMARY KEY (property_id, value, record_id)
);
CREATE TABLE record_number (
  property_id BIGINT NOT NULL,
  value DOUBLE PRECISION NOT NULL,
  record_id BIGINT NOT NULL,
  PRIMARY KEY (property_id, value, record_id)
);
CREATE TABLE record_unique (
  property_id BIGINT NOT NULL,
  value TEXT NOT NULL,
  record_id BIGINT NOT NULL,
  PRIMARY KEY (property_id, value)
);
CREATE INDEX record_unique_record ON record_unique (record_id);

-- record_change is the history of values: one row for each writing.
CREATE TABLE record_change (
  record_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  at BIGINT NOT NULL,
  source TEXT NOT NULL,
  source_id TEXT NOT NULL,
  source_label TEXT NOT NULL,
  user_id BIGINT NOT NULL,
  properties TEXT NOT NULL,
  PRIMARY KEY (record_id, seq)
);

CREATE TABLE association (
  from_id BIGINT NOT NULL,
  to_type BIGINT NOT NULL,
  to_id BIGINT NOT NULL,
  type_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (from_id, to_type, to_id, type_id)
);

-- record_merge is what a merge did, so that it can be undone.
CREATE TABLE record_merge (
  id BIGINT PRIMARY KEY,
  survivor_id BIGINT NOT NULL,
  merged_id BIGINT NOT NULL,
  did TEXT NOT NULL,
  user_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  undone_at BIGINT NOT NULL
);
CREATE INDEX record_merge_survivor ON record_merge (survivor_id, id);
-- not_same are pairs of records that somebody said are two.
CREATE TABLE not_same (
  a BIGINT NOT NULL,
  b BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (a, b)
);
-- list is contacts, or records of another kind, gathered by hand or by a filter.
CREATE TABLE list (
  id BIGINT PRIMARY KEY,
  type BIGINT NOT NULL,
  name TEXT NOT NULL,
  filter TEXT NOT NULL,
  fixed BIGINT NOT NULL,
  kept BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX list_name ON list (type, name);
CREATE TABLE list_member (
  list_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (list_id, record_id)
);
CREATE INDEX list_member_record ON list_member (record_id);
-- list_kept is whom a list by a filter holds, of those that views ask about.
CREATE TABLE list_kept (
  list_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  PRIMARY KEY (list_id, record_id)
);
CREATE INDEX list_kept_record ON list_kept (record_id);

-- record_import is a table of records that came in, import_error its rows that
-- could not be imported; record_export is one that goes out.
CREATE TABLE record_import (
  id BIGINT PRIMARY KEY,
  type BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  encoding TEXT NOT NULL,
  delimiter TEXT NOT NULL,
  header TEXT NOT NULL,
  samples TEXT NOT NULL,
  total BIGINT NOT NULL,
  latin BIGINT NOT NULL,
  plan TEXT NOT NULL,
  barred TEXT NOT NULL,
  state TEXT NOT NULL,
  done BIGINT NOT NULL,
  created BIGINT NOT NULL,
  updated BIGINT NOT NULL,
  unchanged BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);
CREATE INDEX record_import_type ON record_import (type, id);
CREATE INDEX record_import_file ON record_import (hash) WHERE hash <> '';
CREATE TABLE import_error (
  import_id BIGINT NOT NULL,
  line BIGINT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  original TEXT NOT NULL,
  PRIMARY KEY (import_id, line)
);
CREATE TABLE record_export (
  id BIGINT PRIMARY KEY,
  type BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  query TEXT NOT NULL,
  state TEXT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  hash TEXT NOT NULL,
  size BIGINT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);
CREATE INDEX record_export_file ON record_export (hash) WHERE hash <> '';

-- record_bulk is a change of all records that match something, bulk_item what
-- became of each: what is needed to take it back, or why it was left as it is.
CREATE TABLE record_bulk (
  id BIGINT PRIMARY KEY,
  type BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  verb TEXT NOT NULL,
  query TEXT NOT NULL,
  change TEXT NOT NULL,
  undo_of BIGINT NOT NULL,
  undone_by BIGINT NOT NULL,
  state TEXT NOT NULL,
  last BIGINT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  failed BIGINT NOT NULL,
  reason TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);
CREATE INDEX record_bulk_user ON record_bulk (user_id, type, id);
CREATE TABLE bulk_item (
  bulk_id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (bulk_id, record_id)
);
CREATE INDEX bulk_item_record ON bulk_item (record_id);

CREATE TABLE object_type (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  labels TEXT NOT NULL,
  description TEXT NOT NULL,
  "primary" TEXT NOT NULL,
  secondary TEXT NOT NULL,
  required TEXT NOT NULL,
  searchable TEXT NOT NULL,
  associated TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX object_type_name ON object_type (name) WHERE archived_at = 0;
CREATE TABLE property (
  id BIGINT PRIMARY KEY,
  type BIGINT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  description TEXT NOT NULL,
  "group" TEXT NOT NULL,
  kind TEXT NOT NULL,
  field TEXT NOT NULL,
  options TEXT NOT NULL,
  position BIGINT NOT NULL,
  "unique" BIGINT NOT NULL,
  hidden BIGINT NOT NULL,
  form_field BIGINT NOT NULL,
  external BIGINT NOT NULL,
  read_only BIGINT NOT NULL,
  builtin BIGINT NOT NULL,
  formula TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  updated_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX property_name ON property (type, name);
CREATE TABLE property_group (
  type BIGINT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  position BIGINT NOT NULL,
  archived_at BIGINT NOT NULL,
  PRIMARY KEY (type, name)
);
CREATE TABLE association_type (
  id BIGINT PRIMARY KEY,
  "from" BIGINT NOT NULL,
  "to" BIGINT NOT NULL,
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  inverse BIGINT NOT NULL,
  custom BIGINT NOT NULL,
  "limit" BIGINT NOT NULL
);
CREATE INDEX association_type_pair ON association_type ("from", "to");
CREATE TABLE pipeline (
  id TEXT NOT NULL,
  type BIGINT NOT NULL,
  label TEXT NOT NULL,
  position BIGINT NOT NULL,
  settings TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL,
  PRIMARY KEY (type, id)
);
CREATE TABLE stage (
  id TEXT NOT NULL,
  pipeline_id TEXT NOT NULL,
  type BIGINT NOT NULL,
  label TEXT NOT NULL,
  position BIGINT NOT NULL,
  closed BIGINT NOT NULL,
  probability TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL,
  PRIMARY KEY (type, pipeline_id, id)
);

-- sla_policy promises goals; sla_timer is a goal of one ticket.
CREATE TABLE sla_policy (
  id BIGINT PRIMARY KEY,
  inbox_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  position BIGINT NOT NULL,
  active BIGINT NOT NULL,
  filter TEXT NOT NULL,
  goals TEXT NOT NULL,
  hours TEXT NOT NULL,
  zone TEXT NOT NULL,
  pause TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE sla_timer (
  id BIGINT PRIMARY KEY,
  ticket_id BIGINT NOT NULL,
  policy_id BIGINT NOT NULL,
  goal TEXT NOT NULL,
  state TEXT NOT NULL,
  started_at BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  warn_at BIGINT NOT NULL,
  next_at BIGINT NOT NULL,
  "left" BIGINT NOT NULL,
  done_at BIGINT NOT NULL
);
CREATE INDEX sla_timer_ticket ON sla_timer (ticket_id, id);
CREATE INDEX sla_timer_next ON sla_timer (next_at) WHERE next_at > 0;

CREATE TABLE tag (
  id BIGINT PRIMARY KEY,
  inbox_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  color TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX tag_name ON tag (inbox_id, name);

CREATE TABLE thread (
  id BIGINT PRIMARY KEY,
  inbox_id BIGINT NOT NULL,
  status TEXT NOT NULL,
  subject TEXT NOT NULL,
  preview TEXT NOT NULL,
  sender_name TEXT NOT NULL,
  participant_count BIGINT NOT NULL,
  last_action TEXT NOT NULL,
  channel TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  contact_detached BIGINT NOT NULL,
  ticket_id BIGINT NOT NULL,
  visitor_id BIGINT NOT NULL,
  assignee_kind TEXT NOT NULL,
  assignee_id BIGINT NOT NULL,
  team_id BIGINT NOT NULL,
  ever_assigned BIGINT NOT NULL,
  spam BIGINT NOT NULL,
  spam_at BIGINT NOT NULL,
  spam_reason TEXT NOT NULL,
  trashed BIGINT NOT NULL,
  trashed_at BIGINT NOT NULL,
  snoozed_at BIGINT NOT NULL,
  snoozed_until BIGINT NOT NULL,
  woken_at BIGINT NOT NULL,
  outbound_only BIGINT NOT NULL,
  has_sent BIGINT NOT NULL,
  has_attachment BIGINT NOT NULL,
  quarantined BIGINT NOT NULL,
  bot_state TEXT NOT NULL,
  had_bot BIGINT NOT NULL,
  comment_text TEXT NOT NULL,
  comment_author BIGINT NOT NULL,
  latest_message_at BIGINT NOT NULL,
  latest_received_at BIGINT NOT NULL,
  latest_sent_at BIGINT NOT NULL,
  waiting_since BIGINT NOT NULL,
  last_visitor_activity_at BIGINT NOT NULL,
  activity_seq BIGINT NOT NULL,
  tag_ids TEXT NOT NULL,
  merged_into BIGINT NOT NULL,
  queue_rule TEXT NOT NULL,
  queued_seq BIGINT NOT NULL,
  queued_at BIGINT NOT NULL,
  sla_goal TEXT NOT NULL,
  sla_state TEXT NOT NULL,
  sla_due_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  closed_at BIGINT NOT NULL
);
CREATE INDEX thread_contact ON thread (contact_id, latest_message_at) WHERE contact_id > 0;
CREATE INDEX thread_ticket ON thread (ticket_id) WHERE ticket_id > 0;
CREATE INDEX thread_unticketed ON thread (inbox_id, assignee_id) WHERE ticket_id = 0 AND assignee_kind = 'user' AND status = 'open';
CREATE INDEX thread_visitor ON thread (visitor_id, id) WHERE visitor_id > 0;
CREATE INDEX thread_inbox_time ON thread (inbox_id, latest_message_at, id);
CREATE INDEX thread_inbox ON thread (inbox_id, id);
CREATE INDEX thread_assignee ON thread (assignee_kind, assignee_id) WHERE assignee_id > 0;
CREATE INDEX thread_trashed ON thread (trashed_at) WHERE trashed = 1;
CREATE INDEX thread_spam ON thread (spam_at) WHERE spam = 1;
CREATE INDEX thread_queue ON thread (account_id, queue_rule, queued_seq, id) WHERE queued_seq > 0;
CREATE INDEX thread_talking ON thread (account_id, latest_message_at) WHERE channel = 'chat' AND status = 'open';
CREATE INDEX thread_snoozed ON thread (snoozed_until) WHERE snoozed_at > 0;

CREATE TABLE participant (
  thread_id BIGINT NOT NULL,
  address TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  contact_id BIGINT NOT NULL,
  accepted BIGINT NOT NULL,
  token TEXT NOT NULL,
  PRIMARY KEY (thread_id, address)
);
CREATE UNIQUE INDEX participant_token ON participant (token);
CREATE INDEX participant_address ON participant (address, thread_id);

CREATE TABLE message (
  id BIGINT PRIMARY KEY,
  uid TEXT NOT NULL,
  thread_id BIGINT NOT NULL,
  inbox_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  seq BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id BIGINT NOT NULL,
  client_id TEXT NOT NULL,
  direction TEXT NOT NULL,
  status TEXT NOT NULL,
  status_reason TEXT NOT NULL,
  channel TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  "from" TEXT NOT NULL,
  "to" TEXT NOT NULL,
  cc TEXT NOT NULL,
  bcc TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  has_html BIGINT NOT NULL,
  trimmed BIGINT NOT NULL,
  has_attachment BIGINT NOT NULL,
  enclosures TEXT NOT NULL DEFAULT '[]',
  mail_id TEXT NOT NULL,
  in_reply_to TEXT NOT NULL,
  thread_index BYTEA,
  reason TEXT NOT NULL,
  authenticated TEXT NOT NULL,
  auto TEXT NOT NULL,
  forwarded BIGINT NOT NULL,
  quarantined BIGINT NOT NULL,
  new_participant BIGINT NOT NULL,
  raw_hash TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  send_at BIGINT NOT NULL,
  undo_until BIGINT NOT NULL,
  handed_at BIGINT NOT NULL,
  mention_ids TEXT NOT NULL,
  app_id BIGINT NOT NULL DEFAULT 0,
  edited_at BIGINT NOT NULL,
  deleted_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX message_uid ON message (uid);
CREATE INDEX message_thread ON message (thread_id, created_at, id);
CREATE UNIQUE INDEX message_client ON message (actor_id, client_id) WHERE client_id <> '';
-- message_place tells the thread of a message without reading the message.
CREATE INDEX message_place ON message (id, thread_id);
CREATE INDEX message_content ON message (content_hash) WHERE content_hash <> '';
CREATE INDEX message_raw ON message (raw_hash) WHERE raw_hash <> '';
CREATE INDEX message_open ON message (status, send_at) WHERE status IN ('scheduled', 'sending');

CREATE TABLE message_body (
  message_id BIGINT PRIMARY KEY,
  html TEXT NOT NULL,
  text TEXT NOT NULL
);

-- reference maps each id by which a mail can be named to where it stands. ours
-- tells the ids that we made; told those that other mails only mention.
CREATE TABLE reference (
  mail_id TEXT NOT NULL,
  inbox_id BIGINT NOT NULL,
  thread_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  ours BIGINT NOT NULL,
  told BIGINT NOT NULL,
  PRIMARY KEY (mail_id, inbox_id, thread_id, message_id)
);
CREATE INDEX reference_thread ON reference (thread_id);

CREATE TABLE attachment (
  id BIGINT PRIMARY KEY,
  message_id BIGINT NOT NULL,
  uploaded_by BIGINT NOT NULL,
  visitor_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  hash TEXT NOT NULL,
  content_id TEXT NOT NULL,
  inline BIGINT NOT NULL,
  usage TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);
CREATE INDEX attachment_message ON attachment (message_id);
CREATE INDEX attachment_hash ON attachment (hash);

CREATE TABLE draft (
  user_id BIGINT NOT NULL,
  thread_id BIGINT NOT NULL,
  mode TEXT NOT NULL,
  data TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, thread_id, mode)
);
CREATE INDEX draft_thread ON draft (thread_id);

CREATE TABLE read_cursor (
  user_id BIGINT NOT NULL,
  thread_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  PRIMARY KEY (thread_id, user_id)
);

CREATE TABLE follower (
  thread_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  PRIMARY KEY (thread_id, user_id)
);
CREATE INDEX follower_user ON follower (user_id, thread_id);

-- mail_answer is where answers to a notification's mail lead (COLLAB-13).
CREATE TABLE mail_answer (
  token TEXT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  thread_id BIGINT NOT NULL,
  comment BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX mail_answer_created ON mail_answer (created_at);

CREATE TABLE reminder (
  user_id BIGINT NOT NULL,
  thread_id BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (user_id, thread_id)
);

-- meeting is what calendars were told of a meeting that the team invited to; its
-- activity is the record of the same number.
CREATE TABLE meeting (
  id BIGINT PRIMARY KEY,
  uid TEXT NOT NULL,
  thread_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  invitation TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  cancelled_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX meeting_uid ON meeting (uid);
CREATE INDEX meeting_thread ON meeting (thread_id);

CREATE TABLE undo (
  id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  undone_at BIGINT NOT NULL
);

CREATE TABLE view (
  id BIGINT PRIMARY KEY,
  inbox_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  shared TEXT NOT NULL,
  user_ids TEXT NOT NULL,
  team_ids TEXT NOT NULL,
  filter TEXT NOT NULL,
  position BIGINT NOT NULL,
  filling BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX view_inbox ON view (inbox_id, position, id);

CREATE TABLE view_member (
  view_id BIGINT NOT NULL,
  bucket BIGINT NOT NULL,
  sort_at BIGINT NOT NULL,
  thread_id BIGINT NOT NULL,
  PRIMARY KEY (view_id, bucket, sort_at, thread_id)
);
CREATE INDEX view_member_thread ON view_member (thread_id);
CREATE TABLE view_count (
  view_id BIGINT NOT NULL,
  bucket BIGINT NOT NULL,
  count BIGINT NOT NULL,
  PRIMARY KEY (view_id, bucket)
);

-- routing_turn is when somebody was last given something by a rule of an
-- account, as the number of an event: no clock can turn it back.
CREATE TABLE routing_turn (
  account_id BIGINT NOT NULL,
  rule TEXT NOT NULL,
  user_id BIGINT NOT NULL,
  turn BIGINT NOT NULL,
  PRIMARY KEY (account_id, rule, user_id)
);

-- visitor is somebody in the widget; chat is what its threads have beside others.
CREATE TABLE visitor (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL,
  tracking TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  email_verified BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  language TEXT NOT NULL,
  timezone TEXT NOT NULL,
  device TEXT NOT NULL,
  country TEXT NOT NULL,
  page_url TEXT NOT NULL,
  page_title TEXT NOT NULL,
  referrer TEXT NOT NULL,
  views BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX visitor_key ON visitor (key);
CREATE INDEX visitor_contact ON visitor (contact_id) WHERE contact_id > 0;

CREATE TABLE chat (
  thread_id BIGINT PRIMARY KEY,
  visitor_id BIGINT NOT NULL,
  chatflow_id BIGINT NOT NULL,
  page_url TEXT NOT NULL,
  page_title TEXT NOT NULL,
  language TEXT NOT NULL,
  visitor_seq BIGINT NOT NULL,
  team_seq BIGINT NOT NULL,
  mailed_seq BIGINT NOT NULL,
  emailed_at BIGINT NOT NULL,
  rating_ask BIGINT NOT NULL,
  idle_at BIGINT NOT NULL
);
CREATE INDEX chat_visitor ON chat (visitor_id);

CREATE TABLE chatflow (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  language TEXT NOT NULL,
  active BIGINT NOT NULL,
  position BIGINT NOT NULL,
  build TEXT NOT NULL,
  target TEXT NOT NULL,
  display TEXT NOT NULL,
  options TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE rating (
  id BIGINT PRIMARY KEY,
  thread_id BIGINT NOT NULL,
  visitor_id BIGINT NOT NULL,
  chatflow_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  score BIGINT NOT NULL,
  comment TEXT NOT NULL,
  closed_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX rating_once ON rating (thread_id, closed_at);

CREATE TABLE chat_consent (
  id BIGINT PRIMARY KEY,
  visitor_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  chatflow_id BIGINT NOT NULL,
  text TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX chat_consent_visitor ON chat_consent (visitor_id);

-- app is a program of others; app_token what it shows at the public API.
CREATE TABLE app (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  client_id TEXT NOT NULL,
  client_secret BYTEA,
  developer_key TEXT NOT NULL,
  redirect_urls TEXT NOT NULL,
  scopes TEXT NOT NULL,
  optional_scopes TEXT NOT NULL,
  inbox_ids TEXT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX app_client ON app (client_id);
CREATE INDEX app_developer_key ON app (developer_key);
CREATE TABLE app_token (
  hash TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  app_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  scopes TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);
CREATE INDEX app_token_app ON app_token (app_id);

-- webhook is where an app is told of events, webhook_subscription of which, and
-- webhook_event what is to be told: outbox and log of deliveries in one.
CREATE TABLE webhook (
  app_id BIGINT PRIMARY KEY,
  target_url TEXT NOT NULL,
  max_concurrent_requests BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE TABLE webhook_subscription (
  id BIGINT PRIMARY KEY,
  app_id BIGINT NOT NULL,
  event_type TEXT NOT NULL,
  property_name TEXT NOT NULL,
  object_type_id TEXT NOT NULL,
  active BIGINT NOT NULL,
  since BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX webhook_subscription_once ON webhook_subscription (app_id, event_type, property_name, object_type_id);
CREATE TABLE webhook_event (
  id BIGINT PRIMARY KEY,
  app_id BIGINT NOT NULL,
  subscription_id BIGINT NOT NULL,
  event_type TEXT NOT NULL,
  seq BIGINT NOT NULL,
  object TEXT NOT NULL,
  object_id BIGINT NOT NULL,
  detail TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  state TEXT NOT NULL,
  attempt BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  job_id BIGINT NOT NULL,
  called_at BIGINT NOT NULL,
  took_ms BIGINT NOT NULL,
  code BIGINT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX webhook_event_due ON webhook_event (app_id, due_at) WHERE state = 'waiting';
CREATE INDEX webhook_event_order ON webhook_event (app_id, object, object_id, seq, id) WHERE state IN ('waiting', 'sending', 'queued');
CREATE INDEX webhook_event_sending ON webhook_event (job_id) WHERE state = 'sending';
CREATE INDEX webhook_event_log ON webhook_event (app_id, id);
CREATE INDEX webhook_event_age ON webhook_event (happened_at);

-- channel_move is a channel on its way from an inbox to the help desk, or there.
CREATE TABLE channel_move (
  id BIGINT PRIMARY KEY,
  account_id BIGINT NOT NULL,
  from_id BIGINT NOT NULL,
  to_id BIGINT NOT NULL,
  past BIGINT NOT NULL,
  before BIGINT NOT NULL,
  done BIGINT NOT NULL,
  total BIGINT NOT NULL,
  results TEXT NOT NULL,
  started_by BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);
CREATE INDEX channel_move_running ON channel_move (account_id) WHERE finished_at = 0;

-- custom_channel is a medium that an app brings; staged_account an account of
-- one that its app is still to connect; custom_thread which conversation the
-- messages of a key belong to.
CREATE TABLE custom_channel (
  id BIGINT PRIMARY KEY,
  app_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  logo_url TEXT NOT NULL,
  webhook_url TEXT NOT NULL,
  connect_url TEXT NOT NULL,
  capabilities TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE TABLE staged_account (
  token_hash TEXT PRIMARY KEY,
  channel_id BIGINT NOT NULL,
  inbox_id BIGINT NOT NULL,
  user_id BIGINT NOT NULL,
  account_name TEXT NOT NULL,
  type TEXT NOT NULL,
  identifier TEXT NOT NULL,
  account_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE TABLE custom_thread (
  account_id BIGINT NOT NULL,
  key TEXT NOT NULL,
  thread_id BIGINT NOT NULL,
  PRIMARY KEY (account_id, key, thread_id)
);
CREATE INDEX custom_thread_thread ON custom_thread (thread_id);
-- folder and file are the library that people and programs share; file_import
-- is a file that is being fetched from elsewhere.
CREATE TABLE folder (
  id BIGINT PRIMARY KEY,
  parent_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX folder_path ON folder (path) WHERE archived_at = 0;
CREATE TABLE file (
  id BIGINT PRIMARY KEY,
  folder_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  extension TEXT NOT NULL,
  path TEXT NOT NULL,
  content_type TEXT NOT NULL,
  encoding TEXT NOT NULL,
  size BIGINT NOT NULL,
  hash TEXT NOT NULL,
  md5 TEXT NOT NULL,
  access TEXT NOT NULL,
  width BIGINT NOT NULL,
  height BIGINT NOT NULL,
  usable_in_content BIGINT NOT NULL,
  source TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  archived_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX file_path ON file (path) WHERE archived_at = 0;
CREATE INDEX file_folder ON file (folder_id);
CREATE INDEX file_hash ON file (hash);
-- Files that nothing names any more. They are removed from their place after the
-- commit, for certain.
CREATE TABLE freed_file (
  hash TEXT PRIMARY KEY,
  freed_at BIGINT NOT NULL
);

CREATE TABLE file_import (
  id BIGINT PRIMARY KEY,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  file_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  finished_at BIGINT NOT NULL
);

CREATE TABLE snippet (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  shortcut TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  scope TEXT NOT NULL,
  team_ids TEXT NOT NULL,
  folder TEXT NOT NULL,
  owner_id BIGINT NOT NULL,
  use_count BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE article_category (
  id BIGINT PRIMARY KEY,
  names TEXT NOT NULL,
  descriptions TEXT NOT NULL,
  position BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE article (
  id BIGINT PRIMARY KEY,
  category_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE article_version (
  id BIGINT PRIMARY KEY,
  article_id BIGINT NOT NULL,
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  slug TEXT NOT NULL,
  description TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL,
  published BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  helpful_count BIGINT NOT NULL,
  unhelpful_count BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  revision BIGINT NOT NULL,
  published_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX article_version_language ON article_version (article_id, language);

CREATE TABLE article_file (
  hash TEXT PRIMARY KEY,
  content_type TEXT NOT NULL,
  size BIGINT NOT NULL,
  uploaded_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE sender_rule (
  id BIGINT PRIMARY KEY,
  list TEXT NOT NULL,
  value TEXT NOT NULL,
  thread_id BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX sender_rule_value ON sender_rule (list, value);

CREATE TABLE notification (
  id BIGINT PRIMARY KEY,
  user_id BIGINT NOT NULL,
  topic TEXT NOT NULL,
  thread_id BIGINT NOT NULL,
  message_id BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  data TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  read_at BIGINT NOT NULL
);
CREATE INDEX notification_user ON notification (user_id, id);
CREATE UNIQUE INDEX notification_once ON notification (user_id, seq, topic);
CREATE INDEX notification_thread ON notification (thread_id);
CREATE INDEX notification_age ON notification (created_at);

CREATE TABLE holiday (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  day TEXT NOT NULL,
  source TEXT NOT NULL
);

CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL, sealed BYTEA);

CREATE TABLE follower_cursor (name TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq BIGINT NOT NULL);

-- Full text: words cut and folded by package search; short_search holds names,
-- addresses, subjects and ids for substrings.
CREATE TABLE article_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX article_search_words ON article_search USING gin (words) WITH (fastupdate = off);
CREATE TABLE record_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX record_search_words ON record_search USING gin (words) WITH (fastupdate = off);
CREATE TABLE message_search (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX message_search_words ON message_search USING gin (words) WITH (fastupdate = off);
-- thread_owner is who ever had a thread.
CREATE TABLE thread_owner (user_id BIGINT NOT NULL, thread_id BIGINT NOT NULL, PRIMARY KEY (user_id, thread_id));
CREATE INDEX thread_owner_thread ON thread_owner (thread_id);

-- party holds each name, address or number once, folded; party_part the endings
-- by which any part of it is found.
CREATE TABLE party (id BIGINT PRIMARY KEY, text TEXT COLLATE "C" NOT NULL);
CREATE UNIQUE INDEX party_text ON party (text);
CREATE TABLE party_part (part TEXT COLLATE "C" NOT NULL, party_id BIGINT NOT NULL, PRIMARY KEY (part, party_id));
CREATE TABLE thread_party (party_id BIGINT NOT NULL, thread_id BIGINT NOT NULL, PRIMARY KEY (party_id, thread_id));
CREATE INDEX thread_party_thread ON thread_party (thread_id);
