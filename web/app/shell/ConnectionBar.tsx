import { Icon } from "@kit/Icon.tsx";
import { useEffect, useState } from "react";
import { useOutbox } from "../data/doing.ts";
import { useBootstrap } from "../data/session.ts";
import { t } from "../i18n/i18n.ts";
import { useConnection } from "../live/live.ts";

// A connection that is back within this time was never worth a word.
const PATIENCE_MS = 2500;

/** The quiet bar of a lost connection: reading and writing go on, and what waits is counted. */
export function ConnectionBar() {
  const state = useConnection();
  const waiting = useOutbox().filter((entry) => entry.state !== "refused").length;
  const lost = state.at === "away" || state.at === "offline" || (state.at === "connecting" && state.attempt > 0);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) return setShown(false);
    const timer = setTimeout(() => setShown(true), state.at === "offline" ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost, state.at]);
  const readOnly = useBootstrap().account.read_only;
  if (readOnly && !shown) {
    return (
      <div role="status" className="connection">
        <Icon name="warn" size="small" />
        {t("connection.read_only")} {waiting > 0 && t("connection.waiting", { n: waiting })}
      </div>
    );
  }
  return (
    <div role="status" className={shown ? "connection" : "visually-hidden"}>
      {shown && (
        <>
          <Icon name="wifi" size="small" />
          {t(state.at === "offline" ? "connection.offline" : "connection.away")} {waiting > 0 && t("connection.waiting", { n: waiting })}
        </>
      )}
    </div>
  );
}
