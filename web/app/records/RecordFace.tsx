import { Icon, type IconName } from "@kit/Icon.tsx";
import { Tag } from "@kit/Tag.tsx";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CrmRecord, ObjectType } from "../api/types.ts";
import { useBootstrap } from "../data/session.ts";
import { paths } from "../paths.ts";
import { pipedBy, propertyOf, stagesOf } from "./objects.ts";
import { readable } from "./values.ts";

const ICONS: Record<string, IconName> = { contact: "people", company: "bldg", deal: "deal", ticket: "ticket", note: "note", task: "task", call: "phone", meeting: "cal", email: "mail", feedback_submission: "star" };

export const iconOf = (object: string): IconName => ICONS[object] ?? "list";

/** The stage of a record, said in its colour and in words. */
export function StageTag({ record, object }: { record: CrmRecord; object: ObjectType }) {
  const by = pipedBy(object);
  const stage = by && stagesOf(object, record.properties).find(({ id }) => id === record.properties[by.stage]);
  if (!stage) return null;
  return <Tag look={stage.closed ? "ok" : "plain"}>{stage.label}</Tag>;
}

/** What tells a record from the others of its kind: its name and the one thing beside it. */
export function RecordFace({ record, object }: { record: CrmRecord; object: ObjectType | undefined }) {
  const detail = useDetail(record, object);
  return (
    <span className="record-face">
      <Icon name={iconOf(record.object)} />
      <span className="grow clip">
        {record.title}
        {detail && <span className="sub clip">{detail}</span>}
      </span>
    </span>
  );
}

const BESIDE: Record<string, string> = { contact: "email", company: "domain", deal: "amount" };

function useDetail(record: CrmRecord, object: ObjectType | undefined): string {
  const { users } = useBootstrap();
  const def = propertyOf(object, BESIDE[record.object] ?? object?.secondary[0] ?? "");
  const value = def && record.properties[def.name];
  return object && def && value && value !== record.title ? readable(def, value, { object, users, values: record.properties }) : "";
}

interface RecordLineProps {
  record: CrmRecord;
  object: ObjectType | undefined;
  tags?: ReactNode;
  /** What can be done with it, at the end of the line. */
  children?: ReactNode;
}

/** A record in a card, leading to its page. */
export function RecordLine({ record, object, tags, children }: RecordLineProps) {
  return (
    <div className="record-line">
      <span className="record-line-text">
        <Link to={paths.record(record.object, record.id)}>
          <RecordFace record={record} object={object} />
        </Link>
        {object && <StageTag record={record} object={object} />}
        {tags}
      </span>
      {children}
    </div>
  );
}
