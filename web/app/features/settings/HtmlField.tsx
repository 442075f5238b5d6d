import { Button } from "@kit/Button.tsx";
import { Menu, MenuItem } from "@kit/Menu.tsx";
import { lazy, Suspense, useRef } from "react";
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
  onChange: (value: { html: string; text: string }) => void;
}

/** A text with a form, such as a signature. What is given first stays with the editor; changes come out. */
export function HtmlField({ label, html, tokens, onChange }: HtmlFieldProps) {
  const editor = useRef<RichHandle | null>(null);
  const first = useRef(html).current;
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <div className="html-field">
        <div className="toolbar" role="toolbar" aria-label={t("toolbar.label")}>
          <FormatButtons editor={editor} />
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
          <RichText html={first} label={label} placeholder="" features={{}} onReady={(handle) => (editor.current = handle)} onChange={onChange} />
        </Suspense>
      </div>
    </div>
  );
}
