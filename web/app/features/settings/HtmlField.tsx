import { Button, IconButton } from "@kit/Button.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { lazy, type RefObject, Suspense, useRef } from "react";
import { FormatButtons } from "../../editor/FormatButtons.tsx";
import type { RichHandle } from "../../editor/RichText.tsx";
import { t } from "../../i18n/i18n.ts";
import type { TOKENS } from "./texts.ts";

const RichText = lazy(() => import("../../editor/RichText.tsx"));

interface HtmlFieldProps {
  label: string;
  html: string;
  /** What can be put in for the reader of each message. */
  tokens?: typeof TOKENS;
  /** Where pasted pictures go; without it, with the files of messages. */
  upload?: (file: File) => Promise<{ url: string }>;
  /** Long enough for headings. */
  headings?: boolean;
  onChange: (value: { html: string; text: string }) => void;
}

/** A text with a form, such as a signature. What is given first stays with the editor; changes come out. */
export function HtmlField({ label, html, tokens, upload, headings = false, onChange }: HtmlFieldProps) {
  const editor = useRef<RichHandle | null>(null);
  const first = useRef(html).current;
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <div className="html-field">
        <div className="toolbar" role="toolbar" aria-label={t("toolbar.label")}>
          <FormatButtons editor={editor} headings={headings} />
          {upload && <PictureButton editor={editor} />}
          {tokens && (
            <Menu trigger={<Button look="ghost" compact>{t("texts.token")}</Button>}>
              {tokens.map((token) => (
                <MenuItem key={token} detail={`{{${token}}}`} onSelect={() => setTimeout(() => editor.current?.insertText(`{{${token}}}`))}>
                  {t(`token.${token}`)}
                </MenuItem>
              ))}
            </Menu>
          )}
        </div>
        <Suspense fallback={<div className="html-waiting" />}>
          <RichText html={first} label={label} placeholder="" features={{}} {...(upload ? { upload, onFiles: () => undefined } : {})} onReady={(handle) => (editor.current = handle)} onChange={onChange} />
        </Suspense>
      </div>
    </div>
  );
}

function PictureButton({ editor }: { editor: RefObject<RichHandle | null> }) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton compact icon="image" label={t("toolbar.picture")} onClick={() => picker.current?.click()} />
      <input
        ref={picker}
        type="file"
        accept="image/png,image/jpeg,image/gif,image/webp"
        multiple
        hidden
        onChange={(event) => {
          for (const file of event.target.files ?? []) editor.current?.insertPicture(file);
          event.target.value = "";
        }}
      />
    </>
  );
}
