let page = "Parley";
let unseen = 0;

const draw = () => {
  document.title = unseen > 0 ? `(${unseen}) ${page}` : page;
};

/** Names the window after its page; what was not seen yet is counted before it. */
export function setTitle(title: string): void {
  page = title;
  draw();
}

/** Counts one thing that happened while nobody looked. */
export function countUnseen(): void {
  unseen += 1;
  draw();
}

/** Forgets the count as soon as the window is looked at. */
export function watchFocus(): () => void {
  const seen = () => {
    unseen = 0;
    draw();
  };
  window.addEventListener("focus", seen);
  return () => window.removeEventListener("focus", seen);
}
