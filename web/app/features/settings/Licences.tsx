import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../../i18n/i18n.ts";

interface Listed {
  parts: { name: string; version: string; licence: string; text: number }[];
  texts: string[];
}

/** What others made that Parley is built of, each with the text of its licence (AUTO-16). */
export function Licences() {
  const { data } = useQuery({ queryKey: ["licences"], staleTime: Infinity, queryFn: async (): Promise<Listed> => (await fetch("/licences.json")).json() });
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  if (!data) return <p className="muted">{t("about.loading")}</p>;
  const show = (index: number) => setOpen((old) => new Set([...old, index]));
  return (
    <ul role="list" className="lines licences" aria-label={t("about.parts")}>
      {data.parts.map(({ name, version, licence, text }, index) => (
        <li key={index}>
          <details onToggle={() => show(index)}>
            <summary>
              <b>{name}</b> <span className="muted">{version}</span> <span className="licence-name">{licence}</span>
            </summary>
            {open.has(index) && <pre tabIndex={0}>{data.texts[text] ?? t("about.no_text")}</pre>}
          </details>
        </li>
      ))}
    </ul>
  );
}
