import type { Plugin } from "vite";

// The parts of Radix name each of their functions once more while they load, for the sake of stack traces: some kilobytes
// of a first screen. Here the naming does nothing, and the bundler leaves out what does nothing.
export function unnamed(): Plugin {
  return {
    name: "parley-unnamed",
    transform(code, id) {
      if (!id.includes("/@radix-ui/")) return null;
      return { code: code.replace(NAMING, "/* @__NO_SIDE_EFFECTS__ */\nfunction __name(target) { return target; }"), map: null };
    },
  };
}

const NAMING = /^var __name = \(target, value\) => .*$/m;
