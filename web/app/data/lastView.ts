const STORED = "parley.last_view";

/** Remembers the view, with its open thread, to which leaving the search returns (FILT-11). */
export function rememberView(path: string): void {
  sessionStorage.setItem(STORED, path);
}

export const lastView = (): string | null => sessionStorage.getItem(STORED);
