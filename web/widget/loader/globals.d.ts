/** The path of the loader's style sheet, put in by the build. */
declare const __LOADER_CSS__: string;

interface Window {
  hsConversationsSettings?: unknown;
  hsConversationsOnReady?: (() => void)[];
  HubSpotConversations?: import("./sdk.ts").Sdk;
}
