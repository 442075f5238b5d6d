import type { Bootstrap, Item, Message, Thread, ThreadRow, User, View, ViewKind } from "../api/types.ts";

/** A small believable company for tests and for looking at the interface without a server. */

export const START = Date.parse("2026-11-20T09:00:00.000Z");
export const iso = (minutesAgo: number, now = START): string => new Date(now - minutesAgo * 60_000).toISOString();

const COLORS = ["#6b5b95", "#3f7d5b", "#4f7c8a", "#b4653f", "#6d8b4e", "#8a5a83", "#a0813c", "#3f6db4"];
const initialsOf = (name: string) => name.split(" ").map((part) => part[0] ?? "").join("").slice(0, 2).toUpperCase();

export function user(id: string, name: string, part: Partial<User> = {}): User {
  const [first_name = "", last_name = ""] = name.split(" ");
  return {
    id, name, first_name, last_name, email: `${first_name.toLowerCase().normalize("NFD").replace(/\W/g, "")}@atlas.example`, avatar_url: null,
    initials: initialsOf(name), color: COLORS[Number(id) % COLORS.length] ?? "", availability: "available", availability_until: null, availability_by: null, invited: false, language: "en", timezone: "Europe/Paris",
    signature_html: `<p>${name}<br>Atlas Support</p>`, meeting_link: "", super_admin: false, record_rights: {}, permissions: [], can_be_assigned: true, primary_team_id: null, extra_team_ids: [],
    deactivated: false, removed: false, working_hours: [], out_of_office: [], totp_enabled: false, ...part,
  };
}

const VIEWS: [ViewKind, boolean][] = [
  ["unassigned", true], ["mine", true], ["open", true], ["chat", true], ["email", false], ["form", false], ["messenger", false], ["snoozed", false],
  ["bots", false], ["closed", false], ["sent", false], ["spam", false], ["trash", false],
];
const UNCOUNTED = new Set<ViewKind>(["closed", "sent", "spam", "trash"]);

export function bootstrap(): Bootstrap {
  const me = user("1", "Léa Moreau", { super_admin: true, working_hours: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, start: "00:00", end: "23:59" })), permissions: ["account_access"], meeting_link: "https://meet.atlas.example/lea" });
  const users = [me, user("2", "Marc Vidal", { color: "#3f7d5b" }), user("3", "Nora Lind", { availability: "away" }), user("4", "Olaf Brandt", { deactivated: true })];
  const views: View[] = VIEWS.map(([kind, always_visible], index) => ({ id: String(index + 1), inbox_id: "1", kind, name: "", always_visible, count: UNCOUNTED.has(kind) ? null : 0, custom: null }));
  const custom = (id: string, name: string, position: number): View => ({
    id, inbox_id: "1", kind: "custom", name, always_visible: true, count: 0,
    custom: { filter: { op: "and", children: [{ field: "tag", operator: "is", value: id === "20" ? "1" : "2" }] }, owner_id: "1", shared: "private", user_ids: [], team_ids: [], position, filling: false, editable: true },
  });
  const settings = { undo_seconds: 10, after_close: "next" as const, remote_images: "ask" as const, chat_transcript: { on: false }, close_idle_chats: false };
  const inbox = { kind: "inbox" as const, access: "everyone" as const, user_ids: [], team_ids: [], member: true, archived: false, settings };
  const server = { host: "mail.atlas.example", port: 993, security: "tls", username: "support" };
  const mailbox = { imap: server, smtp: server, folders: [], sent_folder: "", import_days: 0, remote_images: "ask", reply_token: false, routing: [], aliases: [], chat: null };
  return {
    user: me,
    account: { name: "Atlas", language: "en", mail_domain: "atlas.example", timezone: "Europe/Paris", version: "0.1.0", read_only: false },
    users,
    teams: [{ id: "1", name: "Support", spread: "", member_ids: ["1", "2"], extra_member_ids: [] }, { id: "2", name: "Billing", spread: "", member_ids: ["3"], extra_member_ids: [] }],
    inboxes: [{ id: "1", name: "Support", address: "support-1@atlas.example", ...inbox }, { id: "2", name: "Sales", address: "sales-2@atlas.example", ...inbox }],
    views: [...views, custom("20", "VIP, waiting over 1 h", 1), custom("21", "Pricing requests", 2), { id: "30", inbox_id: "2", kind: "open", name: "", always_visible: true, count: 0, custom: null }],
    tags: [{ id: "1", inbox_id: "1", name: "VIP", color: "#a0813c" }, { id: "2", inbox_id: "1", name: "Pricing", color: "#3f6db4" }],
    channel_accounts: [
      { id: "1", inbox_id: "1", channel: "email", name: "Support", address: "support@atlas.example", from_address: "support@atlas.example", fallback: false, active: true, state: "ok", state_reason: "", can_send: true, cannot_send_reason: "", from_name: "agent_company", signature: "user", signature_html: "", settings: mailbox },
      { id: "2", inbox_id: "1", channel: "email", name: "Fallback", address: "support-1@atlas.example", from_address: "support-1@atlas.example", fallback: true, active: true, state: "ok", state_reason: "", can_send: true, cannot_send_reason: "", from_name: "agent_company", signature: "none", signature_html: "", settings: mailbox },
      { id: "3", inbox_id: "1", channel: "chat", name: "Website", address: "", from_address: "", fallback: false, active: true, state: "ok", state_reason: "", can_send: true, cannot_send_reason: "", from_name: "agent_company", signature: "none", signature_html: "", settings: mailbox },
    ],
    custom_channels: [],
    preferences: {},
    notifications_unread: 1,
    cursor: { epoch: "fake", seq: 0 },
    permissions: ["account_access"],
  };
}

export function row(id: string, contact: string, part: Partial<ThreadRow> = {}): ThreadRow {
  const at = part.latest_received_at ?? part.latest_message_at ?? iso(10);
  return {
    id, inbox_id: "1", status: "open", spam: false, trashed: false, subject: "", preview: "", channel: "email",
    contact: { id, name: contact, email: `${contact.split(" ")[0]?.toLowerCase()}@customer.example`, avatar_url: null, initials: initialsOf(contact), color: COLORS[(Number(id) + 2) % COLORS.length] ?? "" },
    sender_name: contact, participant_count: 1, last_action: "received", created_at: at, snoozed: false, latest_message_at: at, latest_received_at: at, waiting_since: null, comment: null,
    assignee: null, team_id: null, tag_ids: [], snoozed_until: null, has_attachment: false, has_draft: false, activity_seq: 1, read_seq: 1, quarantined: false, ticket_id: null, sla: null, members: [], ...part,
  };
}

const mine = { kind: "user" as const, id: "1", name: "Léa Moreau" };

export function rows(now: number): ThreadRow[] {
  const told = [
    row("101", "Amira Rahal", { channel: "chat", preview: "Is the annual plan billed in euros? I can't see it on the pricing page…", latest_received_at: iso(0, now), waiting_since: iso(4, now), assignee: mine, activity_seq: 4, read_seq: 3 }),
    row("102", "Jonas Thorne", { subject: "Invoice 2211 doesn't match our order", preview: "Thanks Léa. The second line should be 40 seats, not 14", participant_count: 3, last_action: "replied", latest_received_at: iso(20, now), comment: { author_name: "Marc", text: "checking with finance, hold on" }, assignee: mine, activity_seq: 6, read_seq: 6 }),
    row("103", "Sofia Kask", { channel: "form", subject: "Support form · Login problem", preview: "Product: Atlas Cloud · Urgency: high · “After the reset link…”", latest_received_at: iso(31, now), assignee: mine, activity_seq: 2, read_seq: 0 }),
    row("104", "Paulo Neves", { channel: "messenger", preview: "You: the driver will call you before noon", last_action: "replied", latest_received_at: iso(67, now), assignee: mine }),
    row("105", "Visitor from Lyon", { channel: "chat", preview: "How many seats do you need? → 25 to 50", latest_received_at: iso(82, now), assignee: mine }),
    row("106", "Wanda Drees", { channel: "call", subject: "Call · 6 min 12 s", preview: "Outcome: connected · Notes: wants a demo for 12 people", latest_received_at: iso(1500, now), assignee: mine, tag_ids: ["1"] }),
    row("107", "Hanne Berg", { subject: "Re: API limits for the partner programme", preview: "I've attached the traffic we expect in spring, could you…", participant_count: 2, has_attachment: true, latest_received_at: iso(1600, now), waiting_since: iso(1600, now), assignee: mine, tag_ids: ["2"] }),
    row("108", "Ife Okoro", { channel: "whatsapp", preview: "Perfect, thank you!!", latest_received_at: iso(5000, now), assignee: mine }),
    row("109", "Greta Holm", { subject: "Quote for 300 licences", preview: "Hello, could you send us a quote before Friday?", latest_received_at: iso(8, now), waiting_since: iso(8, now), activity_seq: 1, read_seq: 0, tag_ids: ["1", "2"] }),
    row("110", "Tomás Vega", { subject: "¿Factura de octubre?", preview: "Buenos días, no encuentro la factura de octubre", latest_received_at: iso(40, now), waiting_since: iso(40, now), activity_seq: 1, read_seq: 0 }),
    row("111", "Cheap Pills", { subject: "You won", preview: "Click here", spam: true, latest_received_at: iso(300, now) }),
    row("112", "Yara Haddad", { subject: "Old order", preview: "Never mind, solved", status: "closed", latest_received_at: iso(9000, now) }),
  ];
  const many = Array.from({ length: 140 }, (_, index) =>
    row(String(200 + index), `${FIRST[index % FIRST.length]} ${LAST[(index * 7) % LAST.length]}`, {
      subject: SUBJECTS[index % SUBJECTS.length] ?? "",
      preview: "Could you have a look at this when you find the time? We would like to be ready by the end of the month.",
      latest_received_at: iso(100 + index * 53, now),
      assignee: index % 3 === 0 ? null : { kind: "user", id: index % 2 ? "2" : "3", name: index % 2 ? "Marc Vidal" : "Nora Lind" },
      last_action: index % 4 === 0 ? "replied" : "received",
      has_attachment: index % 5 === 0,
      participant_count: 1 + (index % 4),
    }),
  );
  return [...told, ...many];
}

const FIRST = ["Ada", "Bruno", "Clara", "Dmitri", "Elif", "Farid", "Gwen", "Hugo", "Ines", "Jun"];
const LAST = ["Aalto", "Bauer", "Costa", "Durand", "Eriksen", "Fischer", "Garcia", "Haas", "Ito", "Jansen", "Kovač"];
const SUBJECTS = ["Delivery of order 4471", "Access for a new colleague", "Change of billing address", "Webinar recording?", "Error 500 on export", "Renewal of the contract"];

export function message(part: Partial<Message>): Message {
  return {
    direction: "incoming", status: "received", status_reason: "", channel: "email", from: { name: "", address: "" }, to: [{ name: "", address: "support@atlas.example" }], cc: [], bcc: [], subject: "",
    text: "", has_html: false, trimmed: false, frame_url: "", attachments: [], enclosures: [], app_name: "", reason: "References", authenticated: "pass", auto: null, forwarded: false,
    send_at: null, undo_until: null, quarantined: false, new_participant: false, ...part,
  };
}

const LEA = { kind: "user" as const, id: "1", name: "Léa Moreau", avatar_url: null, initials: "LM", color: "#6b5b95" };
const MARC = { kind: "user" as const, id: "2", name: "Marc Vidal", avatar_url: null, initials: "MV", color: "#3f7d5b" };

/** What was said in a thread. */
export function items(thread: ThreadRow, now: number): Item[] {
  const contact = { kind: "contact" as const, id: thread.contact?.id ?? "", name: thread.contact?.name ?? thread.sender_name, avatar_url: null, initials: thread.contact?.initials ?? "?", color: thread.contact?.color ?? "#5c6670" };
  const from = { name: contact.name, address: thread.contact?.email ?? "" };
  const made = (seq: number, minutes: number, part: Partial<Item>): Item => ({
    id: `${thread.id.padStart(8, "0")}${String(seq).padStart(24, "0")}`, thread_id: thread.id, seq, kind: "message", created_at: iso(minutes, now), actor: contact, client_id: null, message: null, comment: null, event: null, ...part,
  });
  if (thread.id === "102") {
    return [
      made(1, 50, {
        message: message({
          from, has_html: true, frame_url: "/api/frame/1", reason: "new",
          text: "Hello,\n\nInvoice 2211 came in this morning. It lists 14 seats for the Paris office, but we ordered 40 (see the order form attached). Could you correct it before the end of the month?",
          attachments: [{ id: "9", content_id: "", name: "order-form-signed.pdf", size: 212_000, content_type: "application/pdf", inline: false, url: "/api/files/9", thumbnail_url: null, missing: false }],
        }),
      }),
      made(2, 49, { kind: "event", actor: { ...LEA, kind: "system", name: "" }, event: { kind: "thread.assigned", data: { from: null, to: { kind: "user", id: "1", name: "Léa" }, rule: "Billing", how: "least_busy", considered: 3 } } }),
      made(3, 42, { actor: LEA, message: message({ direction: "outgoing", status: "delivered", from: { name: "Léa Moreau", address: "support@atlas.example" }, to: [from], text: "Hi Jonas, thank you for flagging this. I have asked finance for a corrected invoice and will send it to you today." }) }),
      made(4, 28, { kind: "comment", actor: MARC, comment: { html: '<p><span class="mention" data-id="1">@Léa Moreau</span> checking with finance, hold on before promising a date.</p>', text: "@Léa Moreau checking with finance, hold on before promising a date.", mention_ids: ["1"], edited_at: null, deleted: false, attachments: [] } }),
      made(6, 20, { message: message({ from, cc: [{ name: "", address: "accounts@thorneworks.example" }], text: "Thanks Léa. The second line should be 40 seats, not 14.", frame_url: "/api/frame/2", trimmed: true }) }),
    ];
  }
  const talk = thread.channel !== "email" && thread.channel !== "form" && thread.channel !== "call";
  const text = talk ? thread.preview : `Hello,\n\n${thread.preview}\n\nSee https://atlas.example/orders/${thread.id} for the details.\n\nKind regards,\n${contact.name}`;
  return [
    made(1, (now - Date.parse(thread.latest_received_at ?? thread.latest_message_at)) / 60_000, {
      message: message({ from, channel: thread.channel, subject: thread.subject, text, reason: "new", attachments: thread.has_attachment ? [{ id: "9", content_id: "", name: "traffic.png", size: 48_200, content_type: "image/png", inline: false, url: "/api/files/10", thumbnail_url: "/api/files/10", missing: false }] : [] }),
    }),
  ];
}

export function thread(row: ThreadRow): Thread {
  const to = row.contact ? [{ name: row.contact.name, address: row.contact.email }] : [];
  return {
    ...row, participants: to.map((address) => ({ ...address, role: "from", accepted: true })),
    default_reply: { channel_account_id: row.channel === "chat" ? "3" : "1", to, cc: row.id === "102" ? [{ name: "", address: "accounts@thorneworks.example" }] : [], subject: `Re: ${row.subject}` },
    abilities: ["answer", "comment", "assign", "close", "trash", "purge", "block", "spam", "move"], cannot_send_reason: null, following: false, reminder_at: null, merged_into: null,
    not_closable_until: null, queue_position: null, blocked_sender: false, spam_reason: row.spam ? "Marketing mail" : null, created_at: row.latest_message_at, closed_at: null, visitor: null,
  };
}

/** Beside a thread of nobody: no record. */
export const noCards = { contact: null, company: null, ticket: null, tickets: [], deals: [], feedback: [], custom: [] };
