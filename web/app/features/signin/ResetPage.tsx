import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { showToast } from "@kit/Toast.tsx";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { answer, api } from "../../api/client.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Door } from "./Door.tsx";
import { useForm } from "../../data/useForm.ts";

/** A new password, by the link of a mail. */
export function ResetPage() {
  const { token } = useParams({ from: "/reset/$token" });
  const navigate = useNavigate();
  const [password, setPassword] = useState("");
  const form = useForm(async () => {
    await answer(api.POST("/password/reset", { body: { token, password } }));
    showToast({ id: "reset", text: t("reset.done") });
    await navigate({ to: paths.signin() });
  });
  return (
    <Door title={t("reset.title")}>
      <form onSubmit={form.handleSubmit}>
        <TextField label={t("reset.password")} hint={t("password.hint")} type="password" autoComplete="new-password" minLength={10} required autoFocus value={password} onChange={(event) => setPassword(event.target.value)} error={form.general([])} />
        <Button look="pri" type="submit" className="wide" disabled={form.busy}>
          {t("action.save")}
        </Button>
      </form>
    </Door>
  );
}
