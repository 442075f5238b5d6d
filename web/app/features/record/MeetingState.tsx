import { Button } from "@kit/Button.tsx";
import { Tag } from "@kit/Tag.tsx";
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { cache } from "../../api/cache.ts";
import { answer, api } from "../../api/client.ts";
import type { CrmRecord } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { MeetingFacts } from "../../records/MeetingFacts.tsx";
import MeetingForm from "../../records/MeetingForm.tsx";
import { attempt } from "../../records/record.ts";
import "../../records/meeting.css";

/** A meeting that was planned here: who comes, and what can still be done. */
export default function MeetingState({ activity }: { activity: CrmRecord }) {
  const { data: meeting } = useQuery({ queryKey: ["meeting", activity.id], queryFn: () => answer(api.GET("/meetings/{id}", { params: { path: { id: activity.id } } })), staleTime: 0, retry: false });
  const [changing, setChanging] = useState(false);
  if (!meeting) return null;
  const cancel = () =>
    void attempt(answer(api.POST("/meetings/{id}/cancel", { params: { path: { id: meeting.id } } })).then(() => Promise.all([cache.invalidateQueries({ queryKey: ["meeting"] }), cache.invalidateQueries({ queryKey: ["timeline"] })])));
  return (
    <>
      <MeetingFacts card={meeting.card} />
      <div className="hstack">
        {meeting.cancelled ? <Tag look="danger">{t("meeting.cancelled")}</Tag> : null}
        {!meeting.cancelled && activity.abilities.includes("edit") && (
          <>
            <Button compact onClick={() => setChanging(true)}>
              {t("meeting.change")}
            </Button>
            <Button compact look="ghost" onClick={cancel}>
              {t("meeting.cancel")}
            </Button>
          </>
        )}
        <Link className="sm" to={paths.search({ inbox: meeting.inbox_id, thread: meeting.thread_id })}>{t("meeting.conversation")}</Link>
      </div>
      {changing && <MeetingForm record={activity} meeting={meeting} onClose={() => setChanging(false)} />}
    </>
  );
}
