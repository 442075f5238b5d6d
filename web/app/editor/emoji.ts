/** The emoji that can be found by name, in English first and then in French. */
const NAMES = `
😀 grinning souriant
😄 smile sourire
😊 blush content
🙂 slight_smile
😉 wink clin
😂 joy rire
🤣 rofl mdr
😅 sweat_smile
😍 heart_eyes amour
🥰 love tendresse
😘 kiss bisou
😎 cool
🤔 thinking pense
🤗 hug calin
😐 neutral neutre
😴 sleep dort
😕 confused confus
🙁 sad triste
😢 cry pleure
😭 sob larmes
😮 wow surpris
😱 scream peur
😤 huff
😠 angry colere
🥳 party fete
😇 angel ange
🤝 handshake poignee
👍 thumbsup pouce ok
👎 thumbsdown
👏 clap bravo
🙌 raised_hands hourra
🙏 pray merci thanks
👋 wave salut bonjour
👌 perfect parfait
✌️ victory
🤞 fingers_crossed
💪 muscle force
👀 eyes regard
🧠 brain cerveau
❤️ heart coeur
🧡 orange_heart
💛 yellow_heart
💚 green_heart
💙 blue_heart
💜 purple_heart
💔 broken_heart
💯 hundred cent
✅ check coche fait
❌ cross croix non
⚠️ warning attention
❗ exclamation
❓ question
💡 idea idee
🔥 fire feu
⭐ star etoile
✨ sparkles
🎉 tada fete celebration
🎁 gift cadeau
🏆 trophy trophee
🚀 rocket fusee
⏰ alarm reveil
⏳ hourglass sablier
📅 calendar calendrier
📌 pin epingle
📎 clip trombone
📝 memo note
📄 page document
📊 chart graphique
📈 growth hausse
📉 decline baisse
📦 package colis
🚚 truck livraison
✉️ envelope enveloppe
📧 email courriel
📞 phone telephone
📱 mobile portable
💻 laptop ordinateur
🖨️ printer imprimante
🔒 lock cadenas
🔑 key cle
🔗 link lien
🔍 search loupe
🛠️ tools outils
🐛 bug insecte
💳 card carte
💶 euro argent
💰 money sous
🧾 receipt facture
🏠 house maison
🏢 office bureau
✈️ plane avion
🚆 train
🚗 car voiture
☕ coffee cafe
🍕 pizza
🎂 cake gateau anniversaire
🍾 champagne
🌞 sun soleil
🌧️ rain pluie
❄️ snow neige
🌈 rainbow arc
🌍 world monde
🌱 seedling plante
🐱 cat chat
🐶 dog chien
👨‍💻 technologist developpeur
🧑‍🤝‍🧑 people gens
➡️ arrow fleche
⬆️ up haut
⬇️ down bas
🔄 refresh actualiser
🆗 ok_button
🆕 new nouveau
🙋 raising_hand main
🤷 shrug
🤦 facepalm
🫶 heart_hands
🫡 salute
`;

export interface Emoji {
  emoji: string;
  names: string[];
}

const ALL: Emoji[] = NAMES.trim()
  .split("\n")
  .map((line) => {
    const [emoji = "", ...names] = line.split(" ");
    return { emoji, names };
  });

/** Emoji of which a name begins like what was typed. */
export function findEmoji(typed: string, most: number): Emoji[] {
  const wanted = typed.trim().toLowerCase();
  return ALL.filter(({ names }) => names.some((name) => name.startsWith(wanted))).slice(0, most);
}
