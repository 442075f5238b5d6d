import type { Device } from "../wire.ts";

/** The page view, as rules of targeting and display want to know it. */
export function pageView(consented: boolean) {
  const agent = navigator.userAgent;
  let views = 1;
  try {
    // The pages seen in this visit; storage may be refused to the page.
    if (consented) sessionStorage["hs-messages-views"] = views = +(sessionStorage["hs-messages-views"] ?? 0) + 1;
  } catch {}
  return {
    page: { url: location.href, title: document.title, referrer: document.referrer },
    device: (/Mobi/.test(agent) ? "mobile" : /iPad|Tablet|Android/.test(agent) ? "tablet" : "desktop") as Device,
    language: navigator.language,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: { w: screen.width, h: screen.height },
    views,
    seconds_on_page: Math.round(performance.now() / 1000),
    consented,
  };
}

export type PageView = ReturnType<typeof pageView>;
