import { IconButton } from "@kit/Button.tsx";
import type { IconName } from "@kit/Icon.tsx";
import { Popover } from "@kit/Popover.tsx";
import { type RefObject, useState } from "react";
import { t } from "../i18n/i18n.ts";
import type { RichHandle } from "./RichText.tsx";

interface FormatProps {
  editor: RefObject<RichHandle | null>;
  /** For long texts. */
  headings?: boolean;
}

const MARKS = ["bold", "italic", "underline"] as const;
const LISTS: { name: "list" | "numbers" | "quote"; icon: IconName }[] = [
  { name: "list", icon: "list" },
  { name: "numbers", icon: "numbers" },
  { name: "quote", icon: "quote" },
];

/** The buttons that give a text its form. */
export function FormatButtons({ editor, headings = false }: FormatProps) {
  return (
    <>
      {headings && <IconButton compact icon="heading" label={t("toolbar.heading")} onClick={() => editor.current?.format("heading")} />}
      {MARKS.map((name) => (
        <IconButton key={name} compact icon={name} label={t(`toolbar.${name}`)} keys={`mod+${name[0]}`} onClick={() => editor.current?.format(name)} />
      ))}
      <LinkButton editor={editor} />
      {LISTS.map(({ name, icon }) => (
        <IconButton key={name} compact icon={icon} label={t(`toolbar.${name}`)} onClick={() => editor.current?.format(name)} />
      ))}
    </>
  );
}

function LinkButton({ editor }: FormatProps) {
  const [open, setOpen] = useState(false);
  const [address, setAddress] = useState("");
  const set = (event: React.FormEvent) => {
    event.preventDefault();
    setOpen(false);
    editor.current?.setLink(/^(https?:|mailto:|tel:)/.test(address) || address === "" ? address : `https://${address}`);
    setAddress("");
  };
  return (
    <Popover label={t("toolbar.link")} open={open} onOpenChange={setOpen} side="top" trigger={<IconButton compact icon="link" label={t("toolbar.link")} />}>
      <form className="hstack" onSubmit={set}>
        <input className="input" autoFocus aria-label={t("toolbar.link")} placeholder="https://" value={address} onChange={(event) => setAddress(event.target.value)} />
        <button className="btn" type="submit">
          {t("action.done")}
        </button>
      </form>
    </Popover>
  );
}
