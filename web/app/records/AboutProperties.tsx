import { IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { useState } from "react";
import type { CrmRecord, ObjectType } from "../api/types.ts";
import { usePreference } from "../data/preferences.ts";
import { t } from "../i18n/i18n.ts";
import { ChooseProperties } from "./ChooseProperties.tsx";
import { usualAbout } from "./objects.ts";
import { PropertyList } from "./PropertyList.tsx";

/** The same few properties beside a conversation and on the page of the record (CRM-07). */
export function AboutProperties({ record, object }: { record: CrmRecord; object: ObjectType }) {
  const [about] = usePreference("about");
  return <PropertyList record={record} object={object} names={about[object.name] ?? usualAbout(object)} />;
}

/** Chooses which ones they are, for both places. */
export function EditAbout({ object }: { object: ObjectType }) {
  const [about, setAbout] = usePreference("about");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Menu align="end" trigger={<IconButton icon="info" compact label={t("records.about_menu")} />}>
        <MenuItem icon="pen" onSelect={() => setOpen(true)}>
          {t("records.edit_properties")}
        </MenuItem>
      </Menu>
      {open && <ChooseProperties title={t("records.edit_properties")} object={object} value={about[object.name] ?? usualAbout(object)} onSave={(names) => setAbout({ ...about, [object.name]: names })} onClose={() => setOpen(false)} />}
    </>
  );
}
