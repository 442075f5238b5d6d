import { useState } from "react";
import { ApiError } from "../api/client.ts";
import { t } from "../i18n/i18n.ts";

/** Sends a form once at a time, and keeps what the server objected to. */
export function useForm(send: () => Promise<void>) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const handleSubmit = async (event: React.FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await send();
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  const text = error && (error.kind === "offline" ? t("error.offline") : error.message || t("error.unknown"));
  return {
    busy,
    error,
    handleSubmit,
    /** The objection to one field. */
    of: (field: string) => (error?.field === field ? text : null),
    /** An objection that belongs to no field of the form. */
    general: (fields: readonly string[]) => (error && !fields.includes(error.field ?? "") ? text : null),
  };
}
