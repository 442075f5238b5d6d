// The part of the loader that a preview needs: one frame, opened at once.
const frame = document.createElement("iframe");
frame.title = "Chat";
frame.src = "/chat/frame.html";
addEventListener("message", (event) => {
  if (event.source !== frame.contentWindow || event.origin !== location.origin || event.data?.parley !== 1) return;
  if (event.data.t === "ready")
    frame.contentWindow.postMessage({ parley: 1, t: "start", code: location.hash.slice(1), settings: {}, page: { url: location.href, title: document.title }, language: navigator.language, open: true, inline: true }, location.origin);
});
document.body.append(frame);
