import { API_BASE } from "../../api/client.ts";
import type { Address, Item, Message } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { fullTime } from "../../i18n/time.ts";

const full = ({ name, address }: Address) => (name ? `${name} <${address}>` : address);
const all = (addresses: readonly Address[]) => addresses.map(full).join(", ");

// How a letter found its thread, for those who wonder.
const REASONS = ["References", "In-Reply-To", "reply-token", "Thread-Index", "subject", "new"] as const;

const PROOFS = ["pass", "fail"] as const;

/** The envelope of a letter: addresses, time, whether its sender is proven, and why it is in this thread. */
export function LetterDetails({ item, message }: { item: Item; message: Message }) {
  const reason = REASONS.find((candidate) => candidate === message.reason);
  const proof = PROOFS.find((candidate) => candidate === message.authenticated) ?? "none";
  const lines: [string, string][] = [
    [t("composer.from"), full(message.from)],
    [t("composer.to"), all(message.to)],
    [t("composer.cc"), all(message.cc)],
    [t("composer.bcc"), all(message.bcc)],
    [t("composer.subject"), message.subject],
    [t("letter.date"), fullTime(item.created_at)],
    [t("letter.sender_check"), t(`authenticated.${proof}`)],
    [t("letter.why_here"), reason ? t(`reason.${reason}`) : message.reason],
  ];
  return (
    <dl className="letter-details">
      {lines
        .filter(([, value]) => value !== "")
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      {message.channel === "email" && (
        <a href={`${API_BASE}/messages/${item.id}/raw`} target="_blank" rel="noreferrer">
          {t("letter.raw")}
        </a>
      )}
    </dl>
  );
}
