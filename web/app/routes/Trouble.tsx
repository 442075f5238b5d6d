import { Button } from "@kit/Button.tsx";
import { EmptyState } from "@kit/EmptyState.tsx";
import { ApiError } from "../api/client.ts";
import { t } from "../i18n/i18n.ts";
import { paths } from "../paths.ts";

/** A page that isn't there, or not for this person. */
export function NotFound() {
  return (
    <EmptyState icon="search" title={t("page.none")} text={t("thread.gone_text")}>
      <a className="btn" href={paths.home()}>
        {t("page.home")}
      </a>
    </EmptyState>
  );
}

/** The server does not answer, or something broke. */
export function Trouble({ error, reset }: { error: unknown; reset: () => void }) {
  const offline = error instanceof ApiError && error.kind === "offline";
  return (
    <EmptyState icon={offline ? "wifi" : "warn"} title={t(offline ? "page.offline" : "page.broken")} text={error instanceof ApiError ? error.message : t("page.broken_text")}>
      <Button look="pri" onClick={() => (reset(), location.reload())}>
        {t("action.retry")}
      </Button>
    </EmptyState>
  );
}
