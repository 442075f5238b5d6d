import { Button } from "@kit/Button.tsx";
import { TextField } from "@kit/Field.tsx";
import { Icon } from "@kit/Icon.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { Popover, PopoverClose } from "@kit/Popover.tsx";
import { Checkbox } from "@kit/Switch.tsx";
import { type ReactNode, useState } from "react";
import { Choices } from "../../asking/Choices.tsx";
import { useBootstrap, useTags } from "../../data/session.ts";
import { useContactSuggestions } from "../../data/threads.ts";
import { channelLook, channelName } from "../../data/views.ts";
import { t } from "../../i18n/i18n.ts";
import type { SearchParams } from "../../paths.ts";
import { fieldValue, withField } from "./searchTerms.ts";

interface SearchFiltersProps {
  search: SearchParams;
  q: string;
  onEdit: (q: string) => void;
  onOption: (change: Partial<SearchParams>) => void;
}

/** Filters for those who don't type operators; each writes the operator into the text. */
export function SearchFilters({ search, q, onEdit, onOption }: SearchFiltersProps) {
  const set = (field: string) => (value: string | null) => onEdit(withField(q, field, value));
  return (
    <div className="search-terms" role="group" aria-label={t("search.filters")}>
      <StatusFilter value={fieldValue(q, "status")} onChange={set("status")} />
      <ChannelFilter value={fieldValue(q, "channel")} onChange={set("channel")} />
      <FilterPopover label={t("search.assignee")} on={fieldValue(q, "assignee") !== ""}>
        <AssigneeChoices value={fieldValue(q, "assignee")} onChange={set("assignee")} />
      </FilterPopover>
      <FilterPopover label={t("search.contact")} on={fieldValue(q, "contact") !== ""}>
        <ContactChoices onChange={set("contact")} />
      </FilterPopover>
      <FilterPopover label={t("search.tag")} on={fieldValue(q, "tag") !== ""}>
        <TagChoices inboxId={search.inbox} value={fieldValue(q, "tag")} onChange={set("tag")} />
      </FilterPopover>
      <FilterPopover label={t("search.date")} on={fieldValue(q, "after") !== "" || fieldValue(q, "before") !== ""} padded>
        <TextField label={t("search.from_day")} type="date" value={fieldValue(q, "after")} onChange={(event) => onEdit(withField(q, "after", event.target.value))} />
        <TextField label={t("search.to_day")} type="date" value={fieldValue(q, "before")} onChange={(event) => onEdit(withField(q, "before", event.target.value))} />
      </FilterPopover>
      <FilterPopover label={t("search.options")} on={search.spam === 1 || search.trash === 1} padded>
        <label className="hstack">
          <Checkbox label={t("search.hide_filtered")} checked={search.spam !== 1} onChange={(hide) => onOption({ spam: hide ? undefined : 1 })} />
          {t("search.hide_filtered")}
        </label>
        <label className="hstack">
          <Checkbox label={t("search.hide_trash")} checked={search.trash !== 1} onChange={(hide) => onOption({ trash: hide ? undefined : 1 })} />
          {t("search.hide_trash")}
        </label>
        <label className="hstack">
          <Checkbox label={t("search.has_attachment")} checked={fieldValue(q, "has") === "attachment"} onChange={(on) => set("has")(on ? "attachment" : null)} />
          {t("search.has_attachment")}
        </label>
      </FilterPopover>
    </div>
  );
}

interface ValueProps {
  value: string;
  onChange: (value: string | null) => void;
}

function FilterButton({ label, on, ...rest }: { label: string; on: boolean } & React.ComponentProps<"button">) {
  return (
    <button type="button" className={`chip outline ${on ? "on" : ""}`} {...rest}>
      {label}
      <Icon name="down" />
    </button>
  );
}

function FilterPopover({ label, on, padded, children }: { label: string; on: boolean; padded?: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover label={label} open={open} onOpenChange={setOpen} flush={!padded} trigger={<FilterButton label={label} on={on} />}>
      {padded ? (
        <div className="vstack">
          {children}
          <PopoverClose asChild>
            <Button compact>{t("action.done")}</Button>
          </PopoverClose>
        </div>
      ) : (
        <div onClick={(event) => (event.target as Element).closest("[cmdk-item]") && setOpen(false)}>{children}</div>
      )}
    </Popover>
  );
}

function StatusFilter({ value, onChange }: ValueProps) {
  return (
    <Menu trigger={<FilterButton label={t("search.status")} on={value !== ""} />}>
      {(["open", "closed"] as const).map((status) => (
        <MenuItem key={status} checked={value === status} onSelect={() => onChange(value === status ? null : status)}>
          {t(`status.${status}`)}
        </MenuItem>
      ))}
    </Menu>
  );
}

function ChannelFilter({ value, onChange }: ValueProps) {
  const channels = [...new Set(["email", ...useBootstrap().channel_accounts.map((account) => account.channel)])];
  return (
    <Menu trigger={<FilterButton label={t("search.channel")} on={value !== ""} />}>
      {channels.map((channel) => (
        <MenuItem key={channel} icon={channelLook(channel).icon} checked={value === channel} onSelect={() => onChange(value === channel ? null : channel)}>
          {channelName(channel)}
        </MenuItem>
      ))}
    </Menu>
  );
}

// Those who left are hidden until asked for: what they once owned is found through its history (FILT-07).
function AssigneeChoices({ value, onChange }: ValueProps) {
  const { users } = useBootstrap();
  const [former, setFormer] = useState(false);
  const gone = users.filter((user) => user.deactivated || user.removed);
  const shown = users.filter((user) => former || (!user.deactivated && !user.removed));
  const pick = (next: string) => () => onChange(next === value ? null : next);
  return (
    <>
      <Choices
        label={t("search.assignee")}
        choices={[
          { id: "none", label: t("view.unassigned"), icon: "inbox", chosen: value === "none", run: pick("none") },
          ...shown.map((user) => ({ id: user.id, label: user.name, detail: user.deactivated || user.removed ? t("search.former") : "", icon: "people" as const, chosen: value === user.email, run: pick(user.email) })),
        ]}
      />
      {gone.length > 0 && (
        <label className="hstack" style={{ padding: "8px 12px" }}>
          <Checkbox label={t("search.show_former")} checked={former} onChange={setFormer} />
          {t("search.show_former")}
        </label>
      )}
    </>
  );
}

function TagChoices({ inboxId, value, onChange }: ValueProps & { inboxId: string }) {
  const tags = useTags(inboxId);
  return <Choices label={t("search.tag")} choices={tags.map((tag) => ({ id: tag.id, label: tag.name, icon: "tag", chosen: value === tag.name, run: () => onChange(value === tag.name ? null : tag.name) }))} />;
}

function ContactChoices({ onChange }: Pick<ValueProps, "onChange">) {
  const [typed, setTyped] = useState("");
  const { data = [] } = useContactSuggestions(typed);
  return (
    <div className="choices">
      <input className="choices-input" autoFocus placeholder={t("search.contact_hint")} aria-label={t("search.contact")} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <ul role="list" className="choices-list">
        {data.map((contact) => (
          <li key={contact.id}>
            <PopoverClose asChild>
              <button type="button" className="menu-item" onClick={() => onChange(contact.email || contact.name)}>
                <span className="grow">
                  {contact.name}
                  <span className="sub">{contact.email}</span>
                </span>
              </button>
            </PopoverClose>
          </li>
        ))}
      </ul>
    </div>
  );
}
