import { IconButton } from "@kit/Button.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client.ts";
import type { CrmRecord, PropertyDef, ValueChange } from "../api/types.ts";
import { useBootstrap } from "../data/session.ts";
import { type MessageId, t } from "../i18n/i18n.ts";
import { dayAndTime } from "../i18n/time.ts";
import { recordKeys } from "./record.ts";
import { readable, type ValueContext } from "./values.ts";

interface ValueHistoryProps {
  record: CrmRecord;
  def: PropertyDef;
  context: ValueContext;
}

/** Which values a property had: who wrote them, when, and by which way (CRM-19). */
export function ValueHistory({ record, def, context }: ValueHistoryProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover label={t("records.history_of", { label: def.label })} open={open} onOpenChange={setOpen} align="end" trigger={<IconButton className="property-history" icon="clock" compact label={t("records.history_of", { label: def.label })} />}>
      {open && <Changes record={record} def={def} context={context} />}
    </Popover>
  );
}

function Changes({ record, def, context }: ValueHistoryProps) {
  const { data } = useQuery({
    queryKey: recordKeys.history(record.id, def.name),
    queryFn: async () => (await answer(api.GET("/records/{id}/history", { params: { path: { id: record.id }, query: { property: def.name } } }))).changes,
    staleTime: 0,
  });
  const { users } = useBootstrap();
  if (!data) return null;
  if (data.length === 0) return <p className="muted sm">{t("records.history_none")}</p>;
  return (
    <ol role="list" className="value-history">
      {data.map((change) => (
        <li key={`${change.at} ${change.value}`}>
          <b>{readable(def, change.value, context) || t("records.no_value")}</b>
          <span className="faint xs">
            {[users.find((user) => user.id === change.user_id)?.name, sourceName(change), dayAndTime(change.at)].filter(Boolean).join(" · ")}
          </span>
        </li>
      ))}
    </ol>
  );
}

const SOURCES: Record<string, MessageId> = {
  CRM_UI: "records.source_ui",
  CONVERSATIONS: "records.source_conversations",
  API: "records.source_api",
  INTEGRATION: "records.source_integration",
  IMPORT: "records.source_import",
  BOT: "records.source_bot",
  FORM: "records.source_form",
  MERGE_OBJECTS: "records.source_merge",
  CALCULATED: "records.source_calculated",
  AUTOMATION_PLATFORM: "records.source_automation",
};

// What the server itself calls its ways, in its own words.
const OURS: Record<string, MessageId> = { "company by domain": "records.source_domain", "visitor identification": "records.source_visitor" };

/** By which way a value came. */
export function sourceName({ source, source_label }: ValueChange): string {
  const known = OURS[source_label] ?? SOURCES[source];
  return source_label && !OURS[source_label] ? source_label : known ? t(known) : source;
}
