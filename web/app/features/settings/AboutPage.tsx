import { useBootstrap } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { Licences } from "./Licences.tsx";
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
        <Licences />
      </Section>
    </Page>
  );
}
