import { TextField } from "@kit/Field.tsx";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useBootstrap } from "../../data/session.ts";
import { asLanguage, t } from "../../i18n/i18n.ts";
import { ChoiceField } from "./fields.tsx";
import { Form } from "./Form.tsx";
import { Page } from "./Page.tsx";
import { save } from "./server.ts";
import { ownZone, timeZones } from "./zones.ts";

/** What the company is called, and what newcomers begin with. */
export function CompanyPage() {
  const { account } = useBootstrap();
  const [name, setName] = useState(account.name);
  const [language, setLanguage] = useState(asLanguage(account.language));
  const [timezone, setTimezone] = useState(account.timezone || ownZone());
  return (
    <Page title={t("company.title")} text={t("company.text")}>
      <Form fields={["name", "timezone"]} send={() => save(api.PATCH("/account", { body: { name, language, timezone } }))}>
        {(errorOf) => (
          <>
            <TextField label={t("company.name")} hint={t("company.name_hint")} required maxLength={200} error={errorOf("name")} value={name} onChange={(event) => setName(event.target.value)} />
            <div className="form-pair">
              <ChoiceField label={t("company.language")} value={language} options={[["en", "English"], ["fr", "Français"]]} onChange={setLanguage} />
              <ChoiceField label={t("profile.timezone")} value={timezone} error={errorOf("timezone")} options={timeZones(timezone).map((zone) => [zone, zone.replaceAll("_", " ")] as const)} onChange={setTimezone} />
            </div>
          </>
        )}
      </Form>
    </Page>
  );
}
