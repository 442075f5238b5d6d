// Programs call themselves after many others: the name that says most comes first.
const BROWSERS = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["FxiOS", "Firefox"], ["HeadlessChrome", "Chrome"], ["Chrome", "Chrome"], ["CriOS", "Chrome"], ["Safari", "Safari"]] as const;
const SYSTEMS = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS X", "macOS"], ["CrOS", "ChromeOS"], ["Linux", "Linux"]] as const;

/** A browser and its system, by how it introduces itself; else its own words. */
export function deviceName(agent: string): string {
  const named = (names: typeof BROWSERS | typeof SYSTEMS) => names.find(([sign]) => agent.includes(sign))?.[1];
  return [named(BROWSERS), named(SYSTEMS)].filter(Boolean).join(" · ") || agent;
}
