import { Button } from "@kit/Button.tsx";
import { useEffect, useRef, useState } from "react";
import type { Message } from "../../api/types.ts";
import { t } from "../../i18n/i18n.ts";
import { PlainText } from "./PlainText.tsx";

/**
 * A mail's own HTML in a frame where no script runs. The frame shares our origin, so
 * that its height can be measured from out here; until it is there the plain text stands in.
 */
export function MailFrame({ message, quoted }: { message: Message; quoted: boolean }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(0);
  const [images, setImages] = useState(false);
  const [loads, setLoads] = useState(0);
  const [hidden, setHidden] = useState(false);
  const src = addressOf(message.frame_url, quoted, images);

  useEffect(() => {
    const inner = frame.current?.contentDocument;
    if (!frame.current || !inner?.body || loads === 0) return;
    dress(inner, frame.current);
    // The server keeps back the pictures of other servers until they are asked for.
    setHidden(inner.querySelector("img[data-src]") !== null);
    const measure = () => setHeight(Math.ceil(inner.documentElement.getBoundingClientRect().height) || inner.body.scrollHeight);
    const resize = new ResizeObserver(measure);
    resize.observe(inner.body);
    measure();
    // Keys typed while the frame has the focus are meant for us.
    const relay = (event: KeyboardEvent) => {
      const copy = new KeyboardEvent("keydown", { key: event.key, code: event.code, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey, shiftKey: event.shiftKey, bubbles: true, cancelable: true });
      if (!frame.current?.dispatchEvent(copy)) event.preventDefault();
    };
    inner.addEventListener("keydown", relay);
    return () => {
      resize.disconnect();
      inner.removeEventListener("keydown", relay);
    };
  }, [loads]);

  return (
    <>
      {hidden && !images && (
        <p className="images-note">
          {t("letter.images_hidden")}
          <Button compact look="ghost" icon="image" onClick={() => setImages(true)}>
            {t("letter.show_images")}
          </Button>
        </p>
      )}
      {height === 0 && <PlainText text={message.text} />}
      <iframe
        ref={frame}
        className="mail-frame"
        title={t("letter.frame")}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        src={src}
        style={{ height, ...(height === 0 ? { position: "absolute", visibility: "hidden" } : {}) }}
        onLoad={() => setLoads((n) => n + 1)}
      />
    </>
  );
}

function addressOf(frameUrl: string, quoted: boolean, images: boolean): string {
  const url = new URL(frameUrl, location.origin);
  if (quoted) url.searchParams.set("quoted", "1");
  if (images) url.searchParams.set("images", "1");
  return url.pathname + url.search;
}

// A mail with colours of its own was made for white paper; one without takes the colours of the theme.
const COLOURED = "style, font[color], [bgcolor], [style*='color'], [style*='background']";

// Our type for mails that bring none. A constructed sheet comes under everything the mail says itself.
function dress(inner: Document, frame: HTMLElement): void {
  const view = inner.defaultView;
  if (!view) return;
  const { fontFamily, fontSize, color, colorScheme } = getComputedStyle(document.body);
  const plain = inner.body.querySelector(COLOURED) === null;
  frame.dataset["paper"] = plain ? "theme" : "white";
  const ink = plain ? `color: ${color}` : "padding: 10px 14px";
  const sheet = new (view as unknown as typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(`@layer { html { overflow: hidden; height: auto; color-scheme: ${plain ? colorScheme : "light"} } a { color: ${plain ? "inherit" : "revert"} } body { margin: 0; height: auto; font: ${fontSize}/1.5 ${fontFamily}; overflow-wrap: anywhere; ${ink} } body > :first-child { margin-block-start: 0 } body > :last-child { margin-block-end: 0 } img { max-width: 100%; height: auto } }`);
  inner.adoptedStyleSheets = [sheet, ...inner.adoptedStyleSheets];
}
