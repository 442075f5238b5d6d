import "./preview.css";
import { hold } from "./loader/holder.ts";
import { readSettings } from "./loader/settings.ts";
import { pageView } from "./loader/page.ts";

// Shows a chatflow as its visitors would see it, with the one-time code that stands in this page's address. The loader's
// part is played here: there are no cookies, and nothing is asked of the server but what the frame asks.
const settings = readSettings();
const dark = matchMedia("(prefers-color-scheme: dark)");
const shape = () => ({ w: innerWidth, h: innerHeight, dark: dark.matches });
const post = hold(location.origin, settings, null, new AbortController().signal, (message) => {
  if (message.t === "ready")
    post({ t: "start", code: location.hash.slice(1), settings, view: pageView(false), shape: shape(), inline: false, openWanted: false, threadWanted: false, wasOpen: "", welcomed: "", fresh: false });
});
const reshape = () => post({ t: "shape", shape: shape() });
addEventListener("resize", reshape);
dark.addEventListener("change", reshape);
