import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import type { ArticleCategory } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { FormDialog } from "../FormDialog.tsx";
import { save } from "../server.ts";
import { LANGUAGES } from "./model.ts";

/** Names a category in each language. */
export function CategoryDialog({ category, onClose }: { category: ArticleCategory | null; onClose: () => void }) {
  const [names, setNames] = useState<Record<string, string>>(category?.names ?? {});
  const [descriptions, setDescriptions] = useState<Record<string, string>>(category?.descriptions ?? {});
  const body = { names, descriptions };
  const send = () => (category ? save(api.PATCH("/article-categories/{id}", { params: { path: { id: category.id } }, body })) : save(api.POST("/article-categories", { body })));
  return (
    <FormDialog title={t(category ? "knowledge.edit_category" : "knowledge.new_category")} width={560} fields={["names"]} disabled={!Object.values(names).some((name) => name.trim())} send={send} onClose={onClose}>
      {(errorOf) =>
        LANGUAGES.map((code, index) => (
          <div className="form-pair" key={code}>
            <TextField label={`${t("knowledge.name")} (${t(`language.${code}`)})`} maxLength={100} autoFocus={index === 0} error={index === 0 ? errorOf("names") : null} value={names[code] ?? ""} onChange={(event) => setNames({ ...names, [code]: event.target.value })} />
            <TextField label={`${t("knowledge.description")} (${t(`language.${code}`)})`} maxLength={300} value={descriptions[code] ?? ""} onChange={(event) => setDescriptions({ ...descriptions, [code]: event.target.value })} />
          </div>
        ))
      }
    </FormDialog>
  );
}
