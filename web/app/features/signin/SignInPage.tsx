import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { cache } from "../../api/cache.ts";
import { answer, api } from "../../api/client.ts";
import { keepToken, sessionQuery } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Door } from "./Door.tsx";
import { useForm } from "../../data/useForm.ts";

/** Sign-in, with the second factor asked for only where there is one (SET-11). */
export function SignInPage() {
  const { next } = useSearch({ from: "/signin" });
  const navigate = useNavigate();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [wantsCode, setWantsCode] = useState(false);
  const { data: setup } = useQuery({ queryKey: ["setup"], queryFn: () => answer(api.GET("/setup")).catch(() => null) });
  const { data: oidc } = useQuery({ queryKey: ["oidc"], queryFn: () => answer(api.GET("/oidc")).catch(() => null) });

  useEffect(() => {
    if (setup?.needed) void navigate({ to: paths.setup() });
  }, [setup, navigate]);

  const form = useForm(async () => {
    const session = await answer(api.POST("/session", { body: { email, password, ...(wantsCode ? { totp_code: code } : {}) } }));
    cache.clear();
    cache.setQueryData(sessionQuery.queryKey, keepToken(session));
    await navigate({ to: next ?? paths.home() });
  });
  const asked = form.error?.code === "totp_required";
  useEffect(() => {
    if (asked) setWantsCode(true);
  }, [asked]);
  const problem = asked && !code ? null : form.general([]);

  return (
    <Door title={t("signin.title")}>
      <form onSubmit={form.handleSubmit}>
        <TextField label={t("signin.email")} type="email" name="email" autoComplete="username" required autoFocus value={email} onChange={(event) => setEmail(event.target.value)} />
        <TextField label={t("signin.password")} type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        {wantsCode && <TextField label={t("signin.code")} hint={t("signin.code_hint")} inputMode="numeric" autoComplete="one-time-code" required autoFocus value={code} onChange={(event) => setCode(event.target.value)} />}
        {problem && (
          <p className="door-error" role="alert">
            {problem}
          </p>
        )}
        <Button look="pri" type="submit" className="wide" disabled={form.busy}>
          {t("signin.button")}
        </Button>
      </form>
      {oidc?.enabled && (
        <a className="btn wide" href={oidc.start_url}>
          {t("signin.with", { name: oidc.label })}
        </a>
      )}
      <p className="door-foot">
        <Link to={paths.forgot()}>{t("signin.forgot")}</Link>
      </p>
    </Door>
  );
}
