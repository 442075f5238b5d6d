import { Button } from "@kit/Button.tsx";
import { Dialog } from "@kit/Dialog.tsx";
import { TextField } from "@kit/Field.tsx";
import { type ReactNode, useState } from "react";
import { useForm } from "../../data/useForm.ts";
import { t } from "../../i18n/i18n.ts";

interface FormDialogProps {
  title: string;
  button?: string;
  look?: "pri" | "danger";
  width?: number;
  disabled?: boolean;
  /** Names of the fields that show their errors themselves. */
  fields?: readonly string[];
  send: () => Promise<unknown>;
  onClose: () => void;
  children: (errorOf: (field: string) => string | null) => ReactNode;
}

/** A dialog that asks, sends, and closes when the server has agreed. */
export function FormDialog({ title, button, look = "pri", width = 480, disabled = false, fields = [], send, onClose, children }: FormDialogProps) {
  const form = useForm(async () => {
    await send();
    onClose();
  });
  return (
    <Dialog title={title} closeLabel={t("action.close_dialog")} open onClose={onClose} width={width}>
      <form className="vstack form" onSubmit={form.handleSubmit}>
        {children(form.of)}
        <FormError text={form.general(fields)} />
        <div className="hstack form-foot">
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button look={look} type="submit" disabled={form.busy || disabled}>
            {button ?? t("action.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** An objection of the server that belongs to no field. */
export function FormError({ text }: { text: string | null }) {
  if (!text) return null;
  return (
    <p className="form-error" role="alert">
      {text}
    </p>
  );
}

interface ConfirmProps {
  title: string;
  text: ReactNode;
  button: string;
  /** To be typed where nothing brings it back. */
  word?: string;
  send: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something goes that cannot be brought back. */
export function Confirm({ title, text, button, word, send, onClose }: ConfirmProps) {
  const [typed, setTyped] = useState("");
  return (
    <FormDialog title={title} button={button} look="danger" width={440} disabled={word !== undefined && typed.trim() !== word} send={send} onClose={onClose}>
      {() => (
        <>
          <p>{text}</p>
          {word !== undefined && <TextField label={t("purge.type", { word })} value={typed} autoFocus autoComplete="off" onChange={(event) => setTyped(event.target.value)} />}
        </>
      )}
    </FormDialog>
  );
}
