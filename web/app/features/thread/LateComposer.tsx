import { useMemo, useRef } from "react";
import { flushSync } from "react-dom";
import { currentScope, usePublish } from "../../actions/scope.ts";
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
 * The editor is the heaviest part of a conversation, so it comes a paint after what was said. Until then the editor of the
 * conversation before keeps its place, out of reach; whoever asks for it sooner gets it at once.
 */
export function LateComposer(now: Writing) {
  const [height] = usePreference("composer_height");
  const [ready, hurry] = useAfterPaint(now.thread.id);
  const before = useRef<Writing | null>(null);
  const live = ready === now.thread.id;
  if (live) before.current = now;
  const shown = before.current;
  return (
    <>
      {shown ? <Composer key={shown.thread.id} {...shown} live={live} /> : <div className="composer" style={{ height: height + AROUND }} />}
      {!live && <Early threadId={now.thread.id} hurry={hurry} />}
    </>
  );
}

/** Stands in for the editor: whatever it is told, it draws the editor first. */
function Early({ threadId, hurry }: { threadId: string; hurry: () => void }) {
  const handle = useMemo((): ThreadHandle => {
    const real = () => {
      flushSync(hurry);
      return currentScope().thread;
    };
    return { id: threadId, reply: (mode) => real()?.reply(mode), forward: (itemId) => real()?.forward(itemId), send: (close) => real()?.send(close) };
  }, [threadId, hurry]);
  usePublish("thread", handle);
  return null;
}
