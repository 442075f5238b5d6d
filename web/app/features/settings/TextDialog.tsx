import { TextField } from "@kit/Field.tsx";
import { useId, useState } from "react";
import { api } from "../../api/client.ts";
import type { Snippet } from "../../api/types.ts";
import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { ChoiceField, TickList } from "./fields.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { HtmlField } from "./HtmlField.tsx";
import { save, useMay } from "./server.ts";
import type { TextKind } from "./TextsPage.tsx";
import { TOKENS } from "./texts.ts";

const SCOPES = ["private", "teams", "everyone"] as const;

interface TextDialogProps {
  kind: TextKind;
  text: Snippet | null;
  folders: readonly string[];
  onClose: () => void;
}

/** Writes or changes a snippet or a template: its text, its folder, and who has it. */
export function TextDialog({ kind, text, folders, onClose }: TextDialogProps) {
  const { teams } = useBootstrap();
  const mayShare = useMay()("templates");
  const list = useId();
  const [values, setValues] = useState({
    name: text?.name ?? "",
    shortcut: text?.shortcut ?? "",
    subject: text?.subject ?? "",
    text: text?.text ?? "",
    html: text?.html ?? "",
    folder: text?.folder ?? "",
    scope: text?.scope ?? (mayShare ? ("everyone" as const) : ("private" as const)),
    team_ids: text?.team_ids ?? [],
  });
  const set = (part: Partial<typeof values>) => setValues((old) => ({ ...old, ...part }));
  const field = (name: "name" | "shortcut" | "subject" | "folder") => ({ value: values[name], onChange: (event: React.ChangeEvent<HTMLInputElement>) => set({ [name]: event.target.value }) });
  const send = () => {
    const params = { path: { id: text?.id ?? "" } };
    if (kind === "snippet") return text ? save(api.PATCH("/snippets/{id}", { params, body: values })) : save(api.POST("/snippets", { body: values }));
    return text ? save(api.PATCH("/templates/{id}", { params, body: values })) : save(api.POST("/templates", { body: values }));
  };
  return (
    <FormDialog title={t(text ? `${kind}s.edit` : `${kind}s.new`)} width={660} fields={["name", "shortcut", "subject"]} disabled={values.text.trim() === ""} send={send} onClose={onClose}>
      {(errorOf) => (
        <>
          <div className="form-pair">
            <TextField label={t("texts.name")} required autoFocus maxLength={200} error={errorOf("name")} {...field("name")} />
            {kind === "snippet" && <TextField label={t("texts.shortcut")} hint={t("texts.shortcut_hint")} maxLength={40} error={errorOf("shortcut")} {...field("shortcut")} />}
            <TextField label={t("texts.folder")} list={list} maxLength={100} {...field("folder")} />
          </div>
          <datalist id={list}>
            {folders.filter(Boolean).map((folder) => (
              <option key={folder} value={folder} />
            ))}
          </datalist>
          {kind === "template" && <TextField label={t("composer.subject")} maxLength={500} error={errorOf("subject")} {...field("subject")} />}
          <HtmlField label={t("composer.text")} html={text?.html || text?.text || ""} tokens={TOKENS} onChange={({ html, text: plain }) => set({ html, text: plain })} />
          <ChoiceField label={t("scope.label")} value={values.scope} options={SCOPES.filter((scope) => mayShare || scope === "private").map((scope) => [scope, t(`scope.${scope}`)] as const)} onChange={(scope) => set({ scope })} />
          {values.scope === "teams" && <TickList label={t("teams.title")} items={teams} value={values.team_ids} onChange={(team_ids) => set({ team_ids })} />}
        </>
      )}
    </FormDialog>
  );
}
