import { Button } from "@kit/Button.tsx";
import { Select } from "@kit/Field.tsx";
import { useState } from "react";
import type { ImportPlan, ObjectType, RecordImport } from "../../../api/types.ts";
import { useForm } from "../../../data/useForm.ts";
import { t } from "../../../i18n/i18n.ts";
import { propertyOf } from "../../../records/objects.ts";
import { check, inOwnWords, keysOf, meaning, remap } from "./imports.ts";
import { PlanFields } from "./PlanFields.tsx";

interface MapColumnsProps {
  object: ObjectType;
  imp: RecordImport;
  onChecked: () => void;
}

/** Says what the columns of a file mean, and what becomes of its rows. */
export function MapColumns({ object, imp, onChecked }: MapColumnsProps) {
  const [plan, setPlan] = useState<ImportPlan>(() => (imp.state === "uploaded" ? inOwnWords(imp.plan, imp, object) : imp.plan));
  const form = useForm(async () => {
    await check(imp.id, plan);
    onChecked();
  });
  return (
    <form className="vstack" onSubmit={form.handleSubmit}>
      <Columns object={object} imp={imp} plan={plan} onPlan={setPlan} />
      <PlanFields object={object} imp={imp} plan={plan} onPlan={setPlan} />
      {form.general([]) && (
        <p className="form-error" role="alert">
          {form.general([])}
        </p>
      )}
      <div className="hstack tables-actions">
        <Button look="pri" type="submit" disabled={form.busy}>
          {t("tables.check")}
        </Button>
        <span className="muted sm">{t("tables.check_hint")}</span>
      </div>
    </form>
  );
}

interface PlanProps {
  object: ObjectType;
  imp: RecordImport;
  plan: ImportPlan;
  onPlan: (plan: ImportPlan) => void;
}

function Columns({ object, imp, plan, onPlan }: PlanProps) {
  const label = (name: string, own: string) => propertyOf(object, name)?.label ?? own;
  const properties = imp.properties.map(({ name, label: own }) => [name, label(name, own)] as const).sort(([, a], [, b]) => a.localeCompare(b));
  return (
    <section className="vstack">
      <h2 id="import-columns">{t("tables.columns")}</h2>
      <div className="tables-scroll tall" tabIndex={0} role="region" aria-labelledby="import-columns">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("tables.column")}</th>
              <th scope="col">{t("tables.samples")}</th>
              <th scope="col">{t("tables.means")}</th>
            </tr>
          </thead>
          <tbody>
            {imp.header.map((name, at) => (
              <tr key={at}>
                <th scope="row">
                  {name}
                  {imp.header.indexOf(name) !== at && <span className="muted sm"> · {t("tables.twice")}</span>}
                </th>
                <td className="tables-sample muted">
                  {imp.samples
                    .map((row) => row[at])
                    .filter(Boolean)
                    .slice(0, 3)
                    .join(" · ")}
                </td>
                <td>
                  <Select aria-label={t("tables.means_of", { name })} value={meaning(plan.columns[at] ?? { property: "", join: "" })} onChange={(event) => onPlan(remap(plan, at, event.target.value, keysOf(imp)))}>
                    <option value="">{t("tables.nothing")}</option>
                    <optgroup label={t("tables.belongs")}>
                      {object.name !== "company" && <option value="join:company">{t("tables.company")}</option>}
                      {object.name !== "contact" && <option value="join:contact">{t("tables.contact")}</option>}
                    </optgroup>
                    <optgroup label={t("tables.properties")}>
                      {properties.map(([value, text]) => (
                        <option key={value} value={value}>
                          {text}
                        </option>
                      ))}
                    </optgroup>
                  </Select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
