import type { ObjectType } from "../../../api/types.ts";
import { currentScope } from "../../../actions/scope.ts";
import { t } from "../../../i18n/i18n.ts";
import { paths } from "../../../paths.ts";
import { ChoiceField } from "../fields.tsx";

/** Which kind of record a page is about; it stands in the address. */
export function KindField({ page, objects, value }: { page: string; objects: readonly ObjectType[]; value: string }) {
  return <ChoiceField label={t("objects.kind")} value={value} options={objects.map(({ name, plural }) => [name, plural] as const)} onChange={(name) => currentScope().go(paths.settings(`${page}/${name}`))} />;
}
