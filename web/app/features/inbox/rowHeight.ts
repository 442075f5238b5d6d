import type { ThreadRow } from "../../api/types.ts";

export type Density = "comfortable" | "compact";

// Heights of the parts of a row in pixels; list.css draws exactly these.
const PADDING = { comfortable: 21, compact: 11 } as const;
const FIRST_LINE = 20;
const SUBJECT_LINE = 20;
const PREVIEW_LINE = 19;
const COMMENT_LINE = 23;
const TAGS_LINE = 22;

/** The height of a row, known before it is drawn, so that a list of any length scrolls without measuring. */
export function rowHeight(row: ThreadRow, density: Density): number {
  const second = row.subject ? SUBJECT_LINE : 0;
  if (density === "compact") return PADDING.compact + FIRST_LINE + (row.subject ? SUBJECT_LINE : PREVIEW_LINE);
  return PADDING.comfortable + FIRST_LINE + second + PREVIEW_LINE + (row.comment ? COMMENT_LINE : 0) + (row.tag_ids.length > 0 ? TAGS_LINE : 0);
}
