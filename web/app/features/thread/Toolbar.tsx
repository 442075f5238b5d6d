import { IconButton } from "@kit/Button.tsx";
import type { IconName } from "@kit/Icon.tsx";
import { Popover } from "@kit/Popover.tsx";
import { useQuery } from "@tanstack/react-query";
import { lazy, type RefObject, Suspense, useRef, useState } from "react";
import { snippetsQuery, templatesQuery } from "../../data/threads.ts";
import { useMe } from "../../data/session.ts";
import { t } from "../../i18n/i18n.ts";
import { EmojiGrid } from "./EmojiGrid.tsx";
import type { RichHandle } from "./RichText.tsx";
import { fillTokens, type TokenValues } from "./tokens.ts";

const Choices = lazy(async () => ({ default: (await import("../../asking/Choices.tsx")).Choices }));

interface ToolbarProps {
  editor: RefObject<RichHandle | null>;
  comment: boolean;
  contact: TokenValues["contact"];
  onFiles: (files: readonly File[]) => void;
  onTemplate: (subject: string) => void;
}

const MARKS = ["bold", "italic", "underline"] as const;
const LISTS: { name: "list" | "numbers" | "quote"; icon: IconName }[] = [
  { name: "list", icon: "list" },
  { name: "numbers", icon: "numbers" },
  { name: "quote", icon: "quote" },
];

/** Form, and what can be put in (THR-18). */
export function Toolbar({ editor, comment, contact, onFiles, onTemplate }: ToolbarProps) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <div className="toolbar" role="toolbar" aria-label={t("toolbar.label")}>
      {MARKS.map((name) => (
        <IconButton key={name} compact icon={name} label={t(`toolbar.${name}`)} keys={`mod+${name[0]}`} onClick={() => editor.current?.format(name)} />
      ))}
      <LinkButton editor={editor} />
      {LISTS.map(({ name, icon }) => (
        <IconButton key={name} compact icon={icon} label={t(`toolbar.${name}`)} onClick={() => editor.current?.format(name)} />
      ))}
      <IconButton compact icon="clip" label={t("toolbar.attach")} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <EmojiButton editor={editor} />
      {!comment && <InsertButton editor={editor} contact={contact} onTemplate={onTemplate} />}
    </div>
  );
}

function EmojiButton({ editor }: Pick<ToolbarProps, "editor">) {
  const [open, setOpen] = useState(false);
  const insert = (emoji: string) => {
    setOpen(false);
    editor.current?.insertText(emoji);
  };
  return (
    <Popover label={t("toolbar.emoji")} open={open} onOpenChange={setOpen} side="top" trigger={<IconButton compact icon="smile" label={t("toolbar.emoji")} />}>
      <EmojiGrid onPick={insert} />
    </Popover>
  );
}

function LinkButton({ editor }: Pick<ToolbarProps, "editor">) {
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

/** Snippets, templates and the meeting link, found by typing. */
function InsertButton({ editor, contact, onTemplate }: Pick<ToolbarProps, "editor" | "contact" | "onTemplate">) {
  const [open, setOpen] = useState(false);
  const me = useMe();
  const { data: snippets = [] } = useQuery({ ...snippetsQuery, enabled: open });
  const { data: templates = [] } = useQuery({ ...templatesQuery, enabled: open });
  const insert = (html: string) => {
    setOpen(false);
    editor.current?.insertHtml(fillTokens(html, { contact, user: me }));
  };
  return (
    <Popover label={t("toolbar.insert")} open={open} onOpenChange={setOpen} side="top" flush trigger={<IconButton compact icon="snip" label={t("toolbar.insert")} />}>
      <Suspense>
      <Choices
        label={t("toolbar.insert")}
        choices={[
          ...snippets.map((snippet) => ({ id: `s${snippet.id}`, label: snippet.name, detail: snippet.shortcut ? `#${snippet.shortcut}` : "", icon: "snip" as const, group: t("toolbar.snippets"), run: () => insert(snippet.html) })),
          ...templates.map((template) => ({
            id: `t${template.id}`,
            label: template.name,
            icon: "template" as const,
            group: t("toolbar.templates"),
            run: () => {
              onTemplate(fillTokens(template.subject, { contact, user: me }));
              insert(template.html);
            },
          })),
          ...(me.meeting_link ? [{ id: "meeting", label: t("toolbar.meeting"), icon: "cal" as const, group: t("toolbar.other"), run: () => insert(`<a href="${encodeURI(me.meeting_link)}">${encodeURI(me.meeting_link)}</a>`) }] : []),
        ]}
      />
      </Suspense>
    </Popover>
  );
}
