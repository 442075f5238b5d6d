import type { components } from "./schema.d.ts";

// Short names for the schemas that the interface speaks about most.
type S = components["schemas"];
export type User = S["User"];
export type Team = S["Team"];
export type Tag = S["Tag"];
export type Inbox = S["Inbox"];
export type View = S["View"];
export type ViewKind = S["ViewKind"];
export type Filter = S["Filter"];
export type FilterGroup = S["FilterGroup"];
export type FilterTest = S["FilterTest"];
export type FilterField = S["FilterField"];
export type CustomViewRequest = S["CustomViewRequest"];
export type ChannelAccount = S["ChannelAccount"];
export type Bootstrap = S["Bootstrap"];
export type Session = S["Session"];
export type Account = S["Account"];
export type Cursor = S["Cursor"];
export type ThreadRow = S["ThreadRow"];
export type FoundThread = S["FoundThread"];
export type ThreadPage = S["ThreadPage"];
export type SearchPage = S["SearchPage"];
export type SearchTerm = S["SearchTerm"];
export type Thread = S["Thread"];
export type ThreadPageful = S["ThreadPageful"];
export type Item = S["Item"];
export type Message = S["Message"];
export type Attachment = S["Attachment"];
export type Actor = S["Actor"];
export type Address = S["Address"];
export type Assignee = S["Assignee"];
export type ContactCard = S["ContactCard"];
export type ContactRow = S["ContactRow"];
export type Draft = S["Draft"];
export type Presence = S["Presence"];
export type Notification = S["Notification"];
export type Snippet = S["Snippet"];
export type Template = S["Template"];
export type ActionRequest = S["ActionRequest"];
export type ActionAnswer = S["ActionAnswer"];
export type ActionName = S["ActionName"];
export type SendRequest = S["SendRequest"];
export type ComposeRequest = S["ComposeRequest"];
export type CommentRequest = S["CommentRequest"];
export type ErrorBody = S["ErrorBody"];

/** What the server pushes. */
export type Frame =
  | { t: "hello"; epoch: string; seq: number }
  | ChangeFrame
  | { t: "presence"; thread_id: string; people: Presence[] }
  | { t: "notification"; notification: Notification }
  | { t: "progress"; job_id: string; done: number; total: number; finished: boolean; error: string | null }
  | { t: "reset" }
  | { t: "bye"; code: number; retry_ms: number };

export interface ChangeFrame {
  t: "change";
  seq: number;
  threads: ThreadRow[];
  removed: string[];
  items: Item[];
  counts: Record<string, number>;
  objects: string[];
}
