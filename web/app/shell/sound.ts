let context: AudioContext | undefined;

// Two short tones, the second higher, in Hz; times in seconds.
const TONES = [
  { hertz: 660, from: 0 },
  { hertz: 880, from: 0.11 },
];
const LENGTH_S = 0.22;
const LOUDNESS = 0.09;

/** The quiet sound of a new message. A browser that has not been clicked yet stays silent. */
export function playSound(): void {
  if (!("AudioContext" in globalThis)) return;
  context ??= new AudioContext();
  const { currentTime, destination } = context;
  for (const { hertz, from } of TONES) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    const start = currentTime + from;
    tone.frequency.value = hertz;
    gain.gain.setValueAtTime(LOUDNESS, start);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_S);
    tone.connect(gain).connect(destination);
    tone.start(start);
    tone.stop(start + LENGTH_S);
  }
}
