import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Door } from "./Door.tsx";
import { useForm } from "../../data/useForm.ts";

/** Asks for a link to a new password. The answer is the same whether the address is known or not. */
export function ForgotPage() {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  const form = useForm(async () => {
    await answer(api.POST("/password/forgot", { body: { email } }));
    setSent(true);
  });
  return (
    <Door title={t("forgot.title")} text={sent ? t("forgot.sent", { email }) : t("forgot.text")}>
      {!sent && (
        <form onSubmit={form.handleSubmit}>
          <TextField label={t("signin.email")} type="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} error={form.general([])} />
          <Button look="pri" type="submit" className="wide" disabled={form.busy}>
            {t("forgot.button")}
          </Button>
        </form>
      )}
      <p className="door-foot">
        <Link to={paths.signin()}>{t("forgot.back")}</Link>
      </p>
    </Door>
  );
}
