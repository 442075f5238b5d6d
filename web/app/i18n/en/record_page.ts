/** Texts. */
export const page = {
} as const;
