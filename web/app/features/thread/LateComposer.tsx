import { useMemo, useRef } from "react";
import { flushSync } from "react-dom";
import { usePublish } from "../../actions/scope.ts";
import type { ThreadHandle } from "../../actions/types.ts";
import type { OpenThread, Thread } from "../../api/types.ts";
import { useAfterPaint } from "../../data/afterPaint.ts";
import { usePreference } from "../../data/preferences.ts";
import { Composer } from "./Composer.tsx";

interface Writing {
  page: OpenThread;
  thread: Thread;
}

// What stands above and below the text, in pixels.
const AROUND = 118;

/**
 * The editor is the heaviest part of a conversation, so it comes a paint after what was said; until then the editor of the
 * conversation before keeps its place. A command that is for the editor gets it at once.
 */
export function LateComposer(now: Writing) {
  const { id } = now.thread;
  const [height] = usePreference("composer_height");
  const [ready, hurry] = useAfterPaint(id);
  const before = useRef<Writing | null>(null);
  if (ready === id) before.current = now;
  const editor = useRef<ThreadHandle | null>(null);
  const tools = useMemo((): ThreadHandle => {
    const mine = () => {
      if (editor.current?.id !== id) flushSync(hurry);
      return editor.current;
    };
    return { id, reply: (mode) => mine()?.reply(mode), forward: (itemId) => mine()?.forward(itemId), send: (close) => mine()?.send(close) };
  }, [id, hurry]);
  usePublish("thread", tools);
  const shown = before.current;
  return shown ? <Composer key={shown.thread.id} {...shown} handle={editor} /> : <div className="composer" style={{ height: height + AROUND }} />;
}
