import { Button } from "@kit/Button.tsx";
import type { RecordImport } from "../../../api/types.ts";
import { t } from "../../../i18n/i18n.ts";
import { count } from "../../../i18n/time.ts";
import { attempt } from "../../../records/record.ts";
import { stop } from "./imports.ts";

/** How far an import has come, and how it is stopped. */
export function Progress({ imp }: { imp: RecordImport }) {
  const label = t(imp.state === "checking" ? "tables.checking" : "tables.running");
  const text = t("tables.progress", { done: count(imp.done), total: count(imp.total) });
  return (
    <section className="vstack" aria-label={label}>
      <h2>{label}</h2>
      <progress className="tables-progress" max={imp.total} value={imp.done} aria-label={label} aria-valuetext={text} />
      <p className="num" role="status">
        {text}
      </p>
      <div className="hstack">
        <Button icon="close" onClick={() => void attempt(stop(imp.id))}>
          {t("tables.cancel")}
        </Button>
      </div>
    </section>
  );
}
