/** Texts. */
export const lists = {
} as const;
