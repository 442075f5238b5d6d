import type { settings as english } from "../en/settings.ts";
import type { Texts } from "../i18n.ts";

/** Texts of the settings. */
export const settings: Texts<typeof english> = {
  "after_close.label": "Après la fermeture d’une conversation",
  "after_close.next": "Ouvrir la suivante",
  "after_close.previous": "Ouvrir la précédente",
  "after_close.list": "Revenir à la liste",
  "settings.interface": "Interface",
  "settings.sounds": "Son pour les nouveaux messages de chat",
  "keys.change": "Modifier",
  "keys.press": "Appuyez sur une touche…",
  "keys.reset": "Rétablir",
  "keys.taken": "Une autre commande utilise cette touche.",
};
