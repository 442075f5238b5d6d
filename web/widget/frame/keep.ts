/** A small store of strings on this device. */
export interface Keep {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
}

/** Where this frame may keep something, for good or for this visit: in its storage, else in cookies, else nowhere. */
export function openKeep(lasting: boolean): Keep | null {
  try {
    return inStorage(lasting ? localStorage : sessionStorage);
  } catch {
    // Browsers that block third-party cookies deny frames their storage too, but for partitioned cookies.
    const cookies = inCookies(lasting ? `; Max-Age=${DAYS_7}` : "");
    cookies.set("parley.try", "1");
    const works = cookies.get("parley.try") === "1";
    cookies.remove("parley.try");
    return works ? cookies : null;
  }
}

export function inStorage(storage: Storage): Keep {
  return {
    get: (key) => storage.getItem(key),
    set: (key, value) => {
      try {
        storage.setItem(key, value);
      } catch {
        // Full: it is still in memory.
      }
    },
    remove: (key) => storage.removeItem(key),
    keys: () => Object.keys(storage),
  };
}

const LARGEST = 3_800;
const DAYS_7 = 7 * 86_400;

// Cookies of this frame on this one site, sent with nothing but the frame's own page. What is larger than a cookie is not kept.
function inCookies(age: string): Keep {
  const write = (key: string, value: string, lasts: string) => {
    document.cookie = `${encodeURIComponent(key)}=${value}; Path=${location.pathname}${lasts}; SameSite=None; Secure; Partitioned`;
  };
  const all = () => new Map(document.cookie.split("; ").map((pair) => pair.split("=").map(decodeURIComponent) as [string, string]));
  return {
    get: (key) => all().get(key) ?? null,
    set: (key, value) => {
      const text = encodeURIComponent(value);
      if (text.length < LARGEST) write(key, text, age);
    },
    remove: (key) => write(key, "", "; Max-Age=0"),
    keys: () => [...all().keys()],
  };
}
