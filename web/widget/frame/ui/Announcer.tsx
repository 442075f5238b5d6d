import { useEffect, useRef, useState } from "preact/hooks";
import { useTexts } from "../i18n/texts.ts";
import type { State } from "../state.ts";

/** Says new messages of the team to screen readers, politely and once; what was there before is not read out. */
export function Announcer({ state }: { state: State }) {
  const texts = useTexts();
  const [said, setSaid] = useState("");
  const heard = useRef(state.seq);
  const list = state.messages[state.thread] ?? [];
  const last = list.at(-1);
  useEffect(() => {
    if (!last || last.seq <= heard.current) return;
    heard.current = last.seq;
    const words = [last.text || last.files.map((f) => f.name).join(", "), ...(last.offer?.replies.map((r) => r.label) ?? [])].join(", ");
    if (last.from === "agent") setSaid(texts.said(last.author?.name ?? "", words));
    if (last.event === "closed") setSaid(texts.closed);
  }, [last, texts]);
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {said}
    </div>
  );
}
