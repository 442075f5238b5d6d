import { Button } from "@kit/Button.tsx";
import type { ReactNode } from "react";
import { useForm } from "../../data/useForm.ts";
import { t } from "../../i18n/i18n.ts";
import { FormError } from "./FormDialog.tsx";

interface FormProps {
  fields?: readonly string[];
  button?: string;
  disabled?: boolean;
  send: () => Promise<unknown>;
  children: (errorOf: (field: string) => string | null) => ReactNode;
}

/** A form on a page: its fields, what the server objects to, and one button. */
export function Form({ fields = [], button, disabled = false, send, children }: FormProps) {
  const form = useForm(async () => void (await send()));
  return (
    <form className="vstack form" onSubmit={form.handleSubmit}>
      {children(form.of)}
      <FormError text={form.general(fields)} />
      <div className="hstack">
        <Button look="pri" type="submit" disabled={form.busy || disabled}>
          {button ?? t("action.save")}
        </Button>
      </div>
    </form>
  );
}
