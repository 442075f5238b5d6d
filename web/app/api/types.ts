import type { components } from "./schema.d.ts";

// Short names for the schemas that the interface speaks about most.
type S = components["schemas"];
export type User = S["User"];
export type Team = S["Team"];
export type Tag = S["Tag"];
export type Inbox = S["Inbox"];
export type ChannelAccount = S["ChannelAccount"];
export type Bootstrap = Omit<S["Bootstrap"], "views"> & { views: View[] };
export type Session = S["Session"];
export type Cursor = S["Cursor"];
export type ThreadRow = S["ThreadRow"];
export type ThreadPage = S["ThreadPage"];
export type SearchPage = S["SearchPage"];
export type SearchTerm = S["SearchTerm"];
export type Thread = S["Thread"];
export type OpenThread = S["OpenThread"];
export type Item = S["Item"];
export type Message = S["MessageItem"];
export type Enclosure = S["Enclosure"];
export type Meeting = S["Meeting"];
export type MeetingCard = S["MeetingCard"];
export type Attachment = S["Attachment"];
export type Actor = S["Person"];
export type Address = S["Party"];
export type Assignee = S["AssigneeRef"];
export type ContactCard = S["ContactCard"];
export type Draft = S["Draft"];
export type Presence = S["Viewer"];
export type Notification = S["Notification"];
export type ActionRequest = S["ActionInputBody"];
export type ActionAnswer = S["ActionResult"];
export type ActionName = ActionRequest["action"];
export type SendRequest = S["ReplyInputBody"];
export type ComposeRequest = S["ComposeInputBody"];
export type CommentRequest = S["CommentInputBody"];
export type ErrorBody = S["ErrorBody"];
export type Article = S["Article"];
export type ArticleCategory = S["ArticleCategory"];
export type ArticleVersion = S["ArticleVersion"];
export type Snippet = S["Snippet"];
export type FilterField = S["FilterField"];

export type CrmRecord = S["Record"];
export type RecordPage = S["RecordPage"];
export type ObjectType = S["ObjectType"];
export type PropertyDef = S["PropertyDef"];
export type Pipeline = S["Pipeline"];
export type Stage = S["Stage"];
export type Cards = S["Cards"];
export type AssociationGroup = S["AssociationGroup"];
export type AssociationLabel = S["AssociationLabel"];
export type TimelineItem = S["TimelineItem"];
export type ValueChange = S["ValueChange"];
export type RecordList = S["RecordList"];
export type RecordSearch = S["RecordSearchBody"];
/** Conditions of the search over records: groups are alternatives, what is in one holds together. */
export type RecordConditions = S["FilterGroup"];
export type RecordCondition = S["Filter"];
export type RecordGathering = S["RecordGathering"];
export type RecordMerge = S["RecordMerge"];
export type RecordBulk = S["RecordBulk"];
export type RecordImport = S["Import"];
export type ImportPlan = S["Plan"];
export type ImportColumn = S["Column"];
export type RecordExport = S["Export"];
export type SLAChip = S["SLAChip"];

/** The condition of a custom view, as a tree; the description knows it only as an object. */
export type Filter = FilterGroup | FilterTest;
export interface FilterGroup {
  op: "and" | "or";
  children: Filter[];
}
export interface FilterTest {
  field: string;
  operator: FilterOperator;
  value: unknown;
}
export type FilterOperator = "is" | "is_not" | "any_of" | "none_of" | "contains" | "not_contains" | "before" | "after" | "longer_than" | "shorter_than" | "known" | "unknown";

export type ViewKind =
  | "unassigned" | "mine" | "open" | "chat" | "email" | "messenger" | "whatsapp" | "form" | "call" | "custom_channel"
  | "bots" | "snoozed" | "closed" | "sent" | "spam" | "trash" | "custom";
export type View = Omit<S["View"], "kind" | "custom"> & { kind: ViewKind; custom: (Omit<S["CustomView"], "filter"> & { filter: Filter }) | null };

export type Visitor = S["Visitor"];

/** What the server pushes. Empty parts of a change are left out. */
export type Frame =
  | { t: "hello"; epoch: string; seq: number }
  | ChangeFrame
  | { t: "visitor"; thread_id: string; online: boolean; typing: boolean; page: Visitor["page"] }
  | { t: "read"; read_seqs?: Record<string, number> }
  | { t: "presence"; thread_id: string; people?: Presence[] }
  | { t: "notification"; notification: Notification }
  | { t: "progress"; job_id: string; bulk?: boolean; done?: number; total?: number; finished?: boolean }
  | { t: "ping" }
  | { t: "reset" }
  | { t: "bye"; code: number; retry_ms: number };

export interface ChangeFrame {
  t: "change";
  seq: number;
  threads?: ThreadRow[];
  removed?: string[];
  items?: Item[];
  /** Items that were taken back, such as an answer whose sending was undone. */
  withdrawn?: string[];
  /** Threads of which more changed than their rows and items say. */
  details?: string[];
  counts?: Record<string, number>;
  objects?: string[];
  records?: RecordNews[];
  /** Kinds of records whose lists changed. */
  kinds?: string[];
}

/** A record that changed: its values, or more of what belongs to it. */
export interface RecordNews {
  object: string;
  id: string;
  more?: boolean;
}
