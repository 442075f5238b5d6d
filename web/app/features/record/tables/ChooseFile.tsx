import { Button } from "@kit/Button.tsx";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { ApiError } from "../../../api/client.ts";
import type { ObjectType } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { sendTable } from "./imports.ts";

const REFUSALS = ["EMPTY_FILE", "SPREADSHEET", "NOT_TEXT", "NO_HEADER", "TOO_LARGE"] as const;

function whyNot(error: ApiError): string {
  const code = REFUSALS.find((one) => one === error.code);
  if (code) return t(`tables.refused_${code}`);
  return error.kind === "offline" ? t("error.offline") : error.message || t("error.unknown");
}

/** Takes a file, dropped or chosen, and leads to its columns. */
export function ChooseFile({ object }: { object: ObjectType }) {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState(false);
  const [failure, setFailure] = useState("");
  const navigate = useNavigate();
  const send = async (file: File | undefined) => {
    if (!file || busy) return;
    setBusy(true);
    setFailure("");
    try {
      const { id } = await sendTable(object, file);
      await navigate({ to: paths.imports(object.name, id) });
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      setFailure(whyNot(caught));
    } finally {
      setBusy(false);
    }
  };
  return (
    <section
      className={`tables-drop ${over ? "over" : ""}`}
      aria-busy={busy}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void send(event.dataTransfer.files[0]);
      }}
    >
      <p>{t("tables.choose_text")}</p>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.tsv,.txt,text/csv"
        aria-label={t("tables.file")}
        onChange={(event) => {
          void send(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button look="pri" icon="file" disabled={busy} onClick={() => input.current?.click()}>
        {busy ? t("tables.reading") : t("tables.choose")}
      </Button>
      {failure && (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
    </section>
  );
}
