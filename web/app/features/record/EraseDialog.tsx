import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { TextField } from "@kit/Field.tsx";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { CrmRecord } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { useForm } from "../../data/useForm.ts";
import { t } from "../../i18n/i18n.ts";
import { fullTime } from "../../i18n/time.ts";
import { paths } from "../../paths.ts";
import { refreshRecords } from "../../records/record.ts";

type Certificate = components["schemas"]["Certificate"];

/** Erases a person for good, once their name has been typed, and shows what went (CRM-18). */
export function EraseDialog({ record, onClose }: { record: CrmRecord; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [certificate, setCertificate] = useState<Certificate | null>(null);
  const navigate = useNavigate();
  const form = useForm(async () => setCertificate(await answer(api.POST("/records/{id}/erase", { params: { path: { id: record.id } } }))));
  const leave = () => {
    onClose();
    if (!certificate) return;
    void refreshRecords();
    void navigate({ to: paths.contacts() });
  };
  return (
    <Dialog title={t(certificate ? "record.certificate" : "record.erase_title", { name: record.title })} closeLabel={t("action.close_dialog")} open onClose={leave}>
      {certificate ? (
        <Erased certificate={certificate} onDone={leave} />
      ) : (
        <form className="vstack form" onSubmit={form.handleSubmit}>
          <p>{t("record.erase_text")}</p>
          <TextField label={t("record.erase_type", { name: record.title })} autoFocus autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
          {form.general([]) && (
            <p className="form-error" role="alert">
              {form.general([])}
            </p>
          )}
          <div className="hstack form-foot">
            <Button onClick={onClose}>{t("action.cancel")}</Button>
            <Button look="danger" type="submit" disabled={form.busy || typed.trim() !== record.title}>
              {t("record.erase")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

const COUNTED = ["threads", "messages", "files", "activities", "visitors"] as const;

function Erased({ certificate, onDone }: { certificate: Certificate; onDone: () => void }) {
  const { users } = useBootstrap();
  return (
    <>
      <p>{t("record.erased_by", { id: certificate.record_id, name: users.find(({ id }) => id === certificate.user_id)?.name ?? "", at: fullTime(certificate.at) })}</p>
      <ul>
        {COUNTED.map((what) => (
          <li key={what}>{t(`record.erased_${what}`, { n: certificate.erased[what] })}</li>
        ))}
      </ul>
      {certificate.erased.imports > 0 && <p>{t("record.erased_imports", { n: certificate.erased.imports })}</p>}
      {certificate.copies.length > 0 && (
        <>
          <p>{t("record.erased_copies")}</p>
          <ul>
            {certificate.copies.map((copy) => (
              <li key={copy}>{copy}</li>
            ))}
          </ul>
        </>
      )}
      <div className="hstack form-foot">
        <Button icon="print" onClick={() => window.print()}>
          {t("action.print")}
        </Button>
        <Button look="pri" onClick={onDone}>
          {t("record.done")}
        </Button>
      </div>
    </>
  );
}
