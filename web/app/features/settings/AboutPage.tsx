import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { Page, Section } from "./Page.tsx";

/** Which Parley this is, and under which terms. */
export function AboutPage() {
  const { account } = useBootstrap();
  return (
    <Page title={t("about.title")} text={t("about.text")}>
      <table className="sheet-table">
        <tbody>
          <tr>
            <th scope="row">{t("about.version")}</th>
            <td>
              <code>{account.version}</code>
            </td>
          </tr>
          <tr>
            <th scope="row">{t("company.name")}</th>
            <td>{account.name}</td>
          </tr>
          <tr>
            <th scope="row">{t("about.domain")}</th>
            <td>{account.mail_domain}</td>
          </tr>
        </tbody>
      </table>
      <Section title={t("about.licence")} text={t("about.licence_text")}>
        <p className="sm">
          Apache License 2.0 · <a href="https://www.apache.org/licenses/LICENSE-2.0">apache.org/licenses/LICENSE-2.0</a>
        </p>
      </Section>
      <Section title={t("about.parts")} text={t("about.parts_text")}>
        <table className="sheet-table">
          <tbody>
            {PARTS.map(([name, licence]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{licence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </Page>
  );
}

// What the browser is sent beside our own code, each with its licence.
const PARTS = [
  ["React", "MIT"],
  ["TanStack Query, Router, Virtual", "MIT"],
  ["Radix UI", "MIT"],
  ["Tiptap and ProseMirror", "MIT"],
  ["cmdk", "MIT"],
  ["Lingui", "MIT"],
  ["openapi-fetch", "MIT"],
  ["DOMPurify", "Apache-2.0 or MPL-2.0"],
  ["PDF.js", "Apache-2.0"],
  ["Inter", "OFL-1.1"],
] as const;
