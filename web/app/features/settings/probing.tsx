import { Icon } from "@kit/Icon.tsx";
import { useState } from "react";
import { answer, api, ApiError } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { t } from "../../i18n/i18n.ts";

export type ProbeResult = components["schemas"]["ProbeResult"];
export type NewAccount = components["schemas"]["NewAccountInput"];

/** Tries both servers; what they said is kept for the page. */
export function useProbe() {
  const [result, setResult] = useState<ProbeResult | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ApiError | null>(null);
  const probe = async (body: NewAccount): Promise<boolean> => {
    setBusy(true);
    setFailure(null);
    setResult(null);
    try {
      const found = await answer(api.POST("/channel-accounts/test", { body }));
      setResult(found);
      return works(found);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setFailure(error);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { result, busy, failure, probe, forget: () => setResult(null) };
}

/** Whether every server that was tried let us in. */
export const works = ({ imap, smtp }: ProbeResult): boolean => imap?.ok !== false && smtp?.ok !== false;

/** What each server answered, in its own words. */
export function ProbeNotes({ result, busy, failure }: { result: ProbeResult | null; busy: boolean; failure: ApiError | null }) {
  if (busy) return <p className="note" role="status">{t("probe.busy")}</p>;
  if (failure) return <p className="note danger" role="alert">{failure.message || t("error.unknown")}</p>;
  if (!result) return null;
  return (
    <div className="vstack" role="status">
      {(["imap", "smtp"] as const).map((side) => {
        const found = result[side];
        if (!found) return null;
        return (
          <p key={side} className={`note ${found.ok ? "ok" : "danger"}`}>
            <Icon name={found.ok ? "check" : "warn"} />
            <span className="grow">{found.ok ? t(`probe.${side}_ok`) : `${t(`probe.${side}_failed`)} ${found.message}`}</span>
          </p>
        );
      })}
    </div>
  );
}
