import { Tag } from "@kit/Tag.tsx";
import type { CrmRecord, ObjectType } from "../../../api/types.ts";
import { useBootstrap } from "../../../data/session.ts";
import { shortDate } from "../../../i18n/time.ts";
import { propertyOf } from "../../../records/objects.ts";
import { readable } from "../../../records/values.ts";

const LOOKS: Record<string, "ok" | "danger"> = { PROMOTER: "ok", HAPPY: "ok", DETRACTOR: "danger", UNHAPPY: "danger" };

/** One answer to a survey: score, sentiment, comment, date (CRM-10). */
export function Feedback({ record, object }: { record: CrmRecord; object: ObjectType | undefined }) {
  const { users } = useBootstrap();
  const text = (name: string) => {
    const def = propertyOf(object, name);
    return object && def ? readable(def, record.properties[name] ?? "", { object, users, values: record.properties }) : "";
  };
  const sentiment = record.properties["hs_sentiment"] ?? "";
  const at = record.properties["hs_submission_timestamp"] ?? record.created_at;
  return (
    <div className="feedback">
      <p className="hstack">
        <span className="grow clip">{text("hs_survey_type") || record.title}</span>
        <b className="num">{text("hs_value")}</b>
        {sentiment && <Tag look={LOOKS[sentiment] ?? "plain"}>{text("hs_sentiment")}</Tag>}
      </p>
      {record.properties["hs_content"] && <p className="sm muted">{record.properties["hs_content"]}</p>}
      {at && <p className="xs faint">{shortDate(at)}</p>}
    </div>
  );
}
