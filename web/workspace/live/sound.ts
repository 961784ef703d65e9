/** Two short notes, made on the spot: no file to load. Silent until the person has touched the page, as browsers demand. */

let context: AudioContext | null = null;

export function chime(kind: 'waiting' | 'message'): void {
  try {
    context ??= new AudioContext();
    if (context.state === 'suspended') void context.resume();
    const notes = kind === 'waiting' ? [660, 880] : [740];
    notes.forEach((frequency, index) => note(context as AudioContext, frequency, index * 0.14));
  } catch {
    // No sound device: the title and the list still tell.
  }
}

function note(on: AudioContext, frequency: number, after: number): void {
  const start = on.currentTime + after;
  const gain = on.createGain();
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.12, start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.22);
  gain.connect(on.destination);
  const tone = on.createOscillator();
  tone.frequency.value = frequency;
  tone.connect(gain);
  tone.start(start);
  tone.stop(start + 0.25);
}
