/** What an event of the SDK says of a conversation: its public id, as a number where it is one (SDK-12). */
export const conversation = (id: string) => ({ conversation: { conversationId: Number.isSafeInteger(Number(id)) ? Number(id) : id } });

/** 128 random bits in hex. */
export function randomId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
}
