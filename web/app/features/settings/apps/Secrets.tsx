import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { useState } from "react";
import { t } from "../../../i18n/i18n.ts";
import { CopyValue } from "../fields.tsx";
import { Confirm } from "../FormDialog.tsx";

interface SecretsDialogProps {
  title: string;
  values: readonly (readonly [label: string, value: string])[];
  onClose: () => void;
}

/** Secrets, shown this once. */
export function SecretsDialog({ title, values, onClose }: SecretsDialogProps) {
  return (
    <Dialog title={title} closeLabel={t("action.close_dialog")} open onClose={onClose} width={560}>
      <div className="vstack form">
        <p className="note warn">{t("apps.keep")}</p>
        {values
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label} className="field">
              <span className="field-label">{label}</span>
              <CopyValue value={value} label={t("apps.copy", { name: label })} />
            </div>
          ))}
        <div className="hstack form-foot">
          <Button look="pri" onClick={onClose}>
            {t("apps.done")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface RenewProps {
  /** What is renewed, and what the button says. */
  label: string;
  button: string;
  text: string;
  send: () => Promise<{ value: string }>;
}

/** A button that draws a new secret after asking, and shows it once. */
export function Renew({ label, button, text, send }: RenewProps) {
  const [asking, setAsking] = useState(false);
  const [fresh, setFresh] = useState("");
  return (
    <>
      <Button onClick={() => setAsking(true)}>{button}</Button>
      {asking && <Confirm title={button} text={text} button={button} send={async () => setFresh((await send()).value)} onClose={() => setAsking(false)} />}
      {fresh && <SecretsDialog title={label} values={[[label, fresh]]} onClose={() => setFresh("")} />}
    </>
  );
}
