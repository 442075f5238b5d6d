import { Button } from "@kit/Button.tsx";
import { Tag } from "@kit/Tag.tsx";
import { showToast } from "@kit/Toast.tsx";
import { cache, keys } from "../../api/cache.ts";
import { answer, api, type ApiError } from "../../api/client.ts";
import type { Thread, Visitor } from "../../api/types.ts";
import { reportFailure } from "../../data/doing.ts";
import { t } from "../../i18n/i18n.ts";
import { dayAndTime } from "../../i18n/time.ts";

/** Who stands behind a chat: there or gone, on which page, known by what (CHAT-11, CHAT-14, CHAT-17, CHAT-19). */
export default function VisitorCard({ thread, visitor }: { thread: Thread; visitor: Visitor }) {
  const page = visitor.page;
  const facts: [string, string][] = [
    [t("visitor.device"), visitor.device && t(`visitor.device_${visitor.device as "desktop"}`)],
    [t("visitor.language"), languageName(visitor.language)],
    [t("visitor.country"), visitor.country],
    [t("visitor.timezone"), visitor.timezone.replaceAll("_", " ")],
    [t("visitor.referrer"), visitor.referrer],
    [t("visitor.first_seen"), visitor.first_seen_at ? dayAndTime(visitor.first_seen_at) : ""],
    [t("visitor.chatflow"), visitor.chatflow_name],
  ];
  return (
    <>
      <p className="visitor-state" role="status">
        <span className={`dot ${visitor.online ? "on" : ""}`} />
        {visitor.online ? t("visitor.here") : visitor.last_seen_at ? t("visitor.left_at", { at: dayAndTime(visitor.last_seen_at) }) : t("visitor.left")}
      </p>
      {page && (
        <p className="visitor-page clip">
          <a href={page.url} target="_blank" rel="noopener noreferrer" title={page.url}>
            {page.title || page.url}
          </a>
        </p>
      )}
      {visitor.queue_position !== null && <p className="sm">{t("visitor.queue", { n: visitor.queue_position })}</p>}
      <Address thread={thread} visitor={visitor} />
      <dl>
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd title={value}>{value}</dd>
            </div>
          ))}
      </dl>
      {visitor.ratings.map((rating, index) => (
        <p key={index} className="visitor-rating">
          <span aria-label={t("visitor.rating", { n: rating.score })}>{"★".repeat(rating.score) + "☆".repeat(5 - rating.score)}</span> {rating.comment}
        </p>
      ))}
      {visitor.consents.map((consent, index) => (
        <p key={index} className="faint xs" title={consent.text}>
          {t("visitor.consent", { at: consent.at ? dayAndTime(consent.at) : "" })}
        </p>
      ))}
    </>
  );
}

// An address that was only typed proves nothing; it is good enough to go on by e-mail.
function Address({ thread, visitor }: { thread: Thread; visitor: Visitor }) {
  if (!visitor.email) return null;
  const goOn = () =>
    answer(api.POST("/threads/{id}/email-switch", { params: { path: { id: thread.id } } })).then(
      () => {
        void cache.invalidateQueries({ queryKey: keys.thread(thread.id) });
        showToast({ id: "emailed", text: t("visitor.emailed_now") });
      },
      (error: ApiError) => reportFailure(error),
    );
  return (
    <div className="visitor-address">
      <span className="clip">{visitor.email}</span>
      {!visitor.email_verified && <Tag look="warn" title={t("visitor.unverified_text")}>{t("visitor.unverified")}</Tag>}
      {visitor.emailed_at ? (
        <p className="muted xs">{t("visitor.emailed", { at: dayAndTime(visitor.emailed_at) })}</p>
      ) : (
        thread.abilities.includes("answer") && (
          <Button compact icon="mail" onClick={() => void goOn()}>
            {t("visitor.go_on")}
          </Button>
        )
      )}
    </div>
  );
}

function languageName(tag: string): string {
  try {
    return tag ? (new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(tag) ?? tag) : "";
  } catch {
    return tag;
  }
}
