import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { cache } from "../../api/cache.ts";
import { answer, api } from "../../api/client.ts";
import { keepToken, sessionQuery } from "../../data/session.ts";
import { language, t } from "../../i18n/i18n.ts";
import { paths } from "../../paths.ts";
import { Door } from "./Door.tsx";
import { useForm } from "../../data/useForm.ts";

/** A colleague's first visit: name and password, and they are in (SET-09). */
export function InvitationPage() {
  const { token } = useParams({ from: "/invitation/$token" });
  const navigate = useNavigate();
  const { data, isError } = useQuery({ queryKey: ["invitation", token], queryFn: () => answer(api.GET("/invitations/{token}", { params: { path: { token } } })) });
  const [person, setPerson] = useState({ first_name: "", last_name: "", password: "" });
  const set = (name: keyof typeof person) => (event: React.ChangeEvent<HTMLInputElement>) => setPerson({ ...person, [name]: event.target.value });
  const form = useForm(async () => {
    const session = await answer(api.POST("/invitations/{token}", { params: { path: { token } }, body: { ...person, language: language() } }));
    cache.clear();
    cache.setQueryData(sessionQuery.queryKey, keepToken(session));
    await navigate({ to: paths.home() });
  });
  if (isError) return <Door title={t("invitation.gone")} text={t("invitation.gone_text")}>{null}</Door>;
  if (!data) return null;
  return (
    <Door title={t("invitation.title", { company: data.company_name })} text={data.email}>
      <form onSubmit={form.handleSubmit}>
        <div className="door-pair">
          <TextField label={t("person.first_name")} autoComplete="given-name" required autoFocus value={person.first_name} onChange={set("first_name")} error={form.of("first_name")} />
          <TextField label={t("person.last_name")} autoComplete="family-name" value={person.last_name} onChange={set("last_name")} error={form.of("last_name")} />
        </div>
        <TextField label={t("signin.password")} hint={t("password.hint")} type="password" autoComplete="new-password" minLength={10} required value={person.password} onChange={set("password")} error={form.of("password") ?? form.general(["first_name", "last_name", "password"])} />
        <Button look="pri" type="submit" className="wide" disabled={form.busy}>
          {t("invitation.button")}
        </Button>
      </form>
    </Door>
  );
}
