import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useChat } from "./context.ts";

/** The help articles, fetched when they are first shown; where that fails, the conversation shows instead. */
export function HelpTab() {
  const chat = useChat();
  const [loaded, setLoaded] = useState<{ Help: FunctionComponent } | null>(null);
  useEffect(() => {
    import("./Help.tsx").then((m) => setLoaded({ Help: m.default }), () => chat.talk());
  }, [chat]);
  return loaded ? <loaded.Help /> : <div class="help" />;
}
