import { Button } from "@kit/Button.tsx";
import { Field, Select, TextField } from "@kit/Field.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { cache } from "../../api/cache.ts";
import { answer, api } from "../../api/client.ts";
import { keepToken, sessionQuery } from "../../data/session.ts";
import { activate, type Language, language, t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Door } from "./Door.tsx";
import { useForm } from "../../data/useForm.ts";

const FIELDS = ["first_name", "last_name", "email", "password", "company_name", "code"];

/** The first run: a language and the administrator, then the guide (SET-01). */
export function SetupPage() {
  const navigate = useNavigate();
  const { data, isFetched } = useQuery({ queryKey: ["setup"], queryFn: () => answer(api.GET("/setup")).catch(() => null) });
  const [lang, setLang] = useState<Language>(language());
  const [values, setValues] = useState({ first_name: "", last_name: "", email: "", password: "", company_name: "", code: new URLSearchParams(location.search).get("code") ?? "" });
  const [demo, setDemo] = useState(false);
  useEffect(() => {
    if (isFetched && !data?.needed) void navigate({ to: paths.home() });
  }, [isFetched, data, navigate]);

  const form = useForm(async () => {
    const { code, ...person } = values;
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const session = await answer(api.POST("/setup", { body: { ...person, ...(code ? { code } : {}), language: lang, timezone, demo } }));
    cache.clear();
    cache.setQueryData(sessionQuery.queryKey, keepToken(session));
    await navigate({ to: demo ? paths.home() : paths.welcome() });
  });
  const field = (name: keyof typeof values) => ({ name, value: values[name], onChange: (event: React.ChangeEvent<HTMLInputElement>) => setValues({ ...values, [name]: event.target.value }), error: form.of(name) });
  const chooseLanguage = async (next: Language) => {
    await activate(next);
    setLang(next);
  };
  if (!data?.needed) return null;
  return (
    <Door title={t("setup.title")} text={t("setup.text")} wide>
      <form onSubmit={form.handleSubmit}>
        <Field label={t("setup.language")}>
          {(ids) => (
            <Select {...ids} value={lang} onChange={(event) => void chooseLanguage(event.target.value as Language)}>
              <option value="en">English</option>
              <option value="fr">Français</option>
            </Select>
          )}
        </Field>
        <TextField label={t("setup.company")} autoComplete="organization" required autoFocus {...field("company_name")} />
        <div className="door-pair">
          <TextField label={t("person.first_name")} autoComplete="given-name" required {...field("first_name")} />
          <TextField label={t("person.last_name")} autoComplete="family-name" {...field("last_name")} />
        </div>
        <TextField label={t("signin.email")} type="email" autoComplete="username" required {...field("email")} />
        <TextField label={t("signin.password")} hint={t("password.hint")} type="password" autoComplete="new-password" minLength={10} required {...field("password")} />
        {data.code_required && <TextField label={t("setup.code")} hint={t("setup.code_hint")} required {...field("code")} />}
        <label className="hstack">
          <Checkbox label={t("setup.demo")} checked={demo} onChange={setDemo} />
          <span>{t("setup.demo")}</span>
        </label>
        {form.general(FIELDS) && (
          <p className="door-error" role="alert">
            {form.general(FIELDS)}
          </p>
        )}
        <Button look="pri" type="submit" className="wide" disabled={form.busy}>
          {t("setup.button")}
        </Button>
      </form>
    </Door>
  );
}
