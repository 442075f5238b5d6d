import { api } from "../../../api/client.ts";
import { t } from "../../../i18n/i18n.ts";
import { SwitchLine } from "../fields.tsx";
import { Loading, Page } from "../Page.tsx";
import { change, showNow, useServer } from "../server.ts";

/** What holds for all records (CRM-16). */
export function RecordOptionsPage() {
  const options = useServer("record-options", () => api.GET("/record-options"));
  const put = (body: NonNullable<typeof options>) => {
    showNow(body, "record-options");
    void change(api.PUT("/record-options", { body }));
  };
  return (
    <Page title={t("record_options.title")}>
      {options ? (
        <>
          <SwitchLine label={t("record_options.by_domain")} hint={t("record_options.by_domain_hint")} checked={options.company_by_domain} onChange={(company_by_domain) => put({ ...options, company_by_domain })} />
          <SwitchLine label={t("record_options.plus")} hint={t("record_options.plus_hint")} checked={options.join_plus} onChange={(join_plus) => put({ ...options, join_plus })} />
        </>
      ) : (
        <Loading />
      )}
    </Page>
  );
}
