import { Select } from "@kit/Field.tsx";
import type { User } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { useObjects } from "../../records/objects.ts";

export type Rights = User["record_rights"];

const SCOPES = ["all", "team", "own", "none"] as const;
const ACTS = ["view", "edit", "delete"] as const;
const ALL = { view: "all", edit: "all", delete: "all" } as const;

interface RecordRightsProps {
  value: Rights;
  onChange: (value: Rights) => void;
}

/** What somebody may do with the records of each kind, and with whose (SET-08). */
export function RecordRights({ value, onChange }: RecordRightsProps) {
  const kinds = useObjects().filter((object) => !object.activity);
  const set = (kind: string, act: (typeof ACTS)[number], scope: (typeof SCOPES)[number]) => {
    const { [kind]: old = ALL, ...others } = value;
    const next = { ...old, [act]: scope };
    // All of everything is what holds without a word.
    onChange(ACTS.every((one) => next[one] === "all") ? others : { ...others, [kind]: next });
  };
  return (
    <div className="field" role="group" aria-label={t("record_rights.title")}>
      <span className="field-label">{t("record_rights.title")}</span>
      <span className="hint">{t("record_rights.text")}</span>
      <div className="sheet-scroll" role="region" tabIndex={0} aria-label={t("record_rights.title")}>
        <table className="sheet-table record-rights">
          <thead>
            <tr>
              <th scope="col">{t("record_rights.kind")}</th>
              {ACTS.map((act) => (
                <th key={act} scope="col">
                  {t(`record_rights.${act}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => (
              <tr key={kind.name}>
                <th scope="row">{kind.plural}</th>
                {ACTS.map((act) => (
                  <td key={act}>
                    <Select aria-label={`${kind.plural}: ${t(`record_rights.${act}`)}`} value={value[kind.name]?.[act] ?? "all"} onChange={(event) => set(kind.name, act, event.target.value as "all")}>
                      {SCOPES.map((scope) => (
                        <option key={scope} value={scope}>
                          {t(`record_rights.scope_${scope}`)}
                        </option>
                      ))}
                    </Select>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
