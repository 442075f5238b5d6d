import { Button } from "@kit/Button.tsx";
import { Icon } from "@kit/Icon.tsx";
import { useState } from "react";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { Item, MeetingCard } from "../../api/types.ts";
import { reportFailure } from "../../data/doing.ts";
import { t } from "../../i18n/i18n.ts";
import { MeetingFacts } from "../../records/MeetingFacts.tsx";
import "../../records/meeting.css";

const ANSWERS = ["accepted", "tentative", "declined"] as const;

/** What a mail says to calendars; one from outside that asks is answered here. */
export function InvitationCard({ item, card }: { item: Item; card: MeetingCard }) {
  const [answered, setAnswered] = useState(card.answered);
  const [busy, setBusy] = useState(false);
  const asks = card.method === "REQUEST" && item.message?.direction === "incoming" && card.organizer.address !== "";
  const send = (status: (typeof ANSWERS)[number]) => {
    setBusy(true);
    answer(api.POST("/messages/{id}/answer", { params: { path: { id: item.id } }, body: { status } }))
      .then(() => setAnswered(status))
      .catch((error: ApiError) => reportFailure(error))
      .finally(() => setBusy(false));
  };
  return (
    <section className={`invitation ${card.method === "CANCEL" ? "off" : ""}`} aria-label={card.title}>
      <header>
        <Icon name="cal" />
        <b dir="auto">{card.title || t("meeting.untitled")}</b>
        <span className="faint sm">{t(card.method === "CANCEL" ? "meeting.is_cancelled" : card.method === "REPLY" ? `meeting.we_${card.guests[0]?.status || "tentative"}` : "meeting.invitation")}</span>
      </header>
      <MeetingFacts card={card} guests={card.method === "REQUEST" && !asks} states={false} />
      {asks && (
        <div className="hstack" role="group" aria-label={t("meeting.answer")}>
          {ANSWERS.map((status) => (
            <Button key={status} compact look={answered === status ? "pri" : "plain"} aria-pressed={answered === status} disabled={busy} onClick={() => send(status)}>
              {t(`meeting.do_${status}`)}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}
