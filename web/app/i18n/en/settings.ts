/** Texts of the settings. */
export const settings = {
  "after_close.label": "After closing a conversation",
  "after_close.next": "Open the next one",
  "after_close.previous": "Open the previous one",
  "after_close.list": "Go back to the list",
  "settings.interface": "Interface",
  "settings.sounds": "Sound for new chat messages",
  "keys.change": "Change",
  "keys.press": "Press a key…",
  "keys.reset": "Reset",
  "keys.taken": "Another command has this key.",
} as const;
