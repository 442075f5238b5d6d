import { Field, TextField } from "@kit/Field.tsx";
import { useBootstrap } from "../../../data/session.ts";
import { t } from "../../../i18n/i18n.ts";
import { TickList } from "../fields.tsx";
import { type Choices, type ScopeGroup, scopeText } from "./model.ts";

interface AppFieldsProps {
  kind: "private" | "public";
  value: Choices;
  groups: readonly ScopeGroup[];
  errorOf: (field: string) => string | null;
  onChange: (value: Choices) => void;
}

/** The fields whose objections {@link AppFields} shows itself. */
export const APP_FIELDS = ["name", "redirect_urls", "scopes"] as const;

/** What an app is called, may do, and reaches. */
export function AppFields({ kind, value, groups, errorOf, onChange }: AppFieldsProps) {
  const inboxes = useBootstrap().inboxes.filter(({ archived }) => !archived);
  const set = (part: Partial<Choices>) => onChange({ ...value, ...part });
  return (
    <>
      <TextField label={t("apps.name")} required maxLength={100} error={errorOf("name")} value={value.name} onChange={(event) => set({ name: event.target.value })} />
      <TextField label={t("apps.description")} maxLength={500} value={value.description} onChange={(event) => set({ description: event.target.value })} />
      {kind === "public" && (
        <Field label={t("apps.redirects")} hint={t("apps.redirects_hint")} error={errorOf("redirect_urls")}>
          {(ids) => <textarea className="input" rows={2} required {...ids} value={value.redirects} onChange={(event) => set({ redirects: event.target.value })} />}
        </Field>
      )}
      <fieldset className="vstack form-box">
        <legend className="field-label">{t("apps.may")}</legend>
        {errorOf("scopes") && (
          <p className="form-error" role="alert">
            {errorOf("scopes")}
          </p>
        )}
        {groups.map((group) => (
          <TickList
            key={group.name}
            label={t(`apps.group_${group.name}`)}
            items={group.scopes.map((scope) => ({ id: scope, name: scopeText(scope), hint: scope }))}
            value={value.scopes}
            onChange={(scopes) => set({ scopes })}
          />
        ))}
      </fieldset>
      <TickList label={t("apps.inboxes")} items={inboxes} value={value.inbox_ids} onChange={(inbox_ids) => set({ inbox_ids })} />
      <p className="muted sm">{t("apps.inboxes_hint")}</p>
    </>
  );
}
