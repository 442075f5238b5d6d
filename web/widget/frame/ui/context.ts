import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "../chat.ts";

/** The verbs, for whoever is deep in the tree. */
export const ChatContext = createContext<Chat>(null as unknown as Chat);
export const useChat = () => useContext(ChatContext);
