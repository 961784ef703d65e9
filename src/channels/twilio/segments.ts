/** How many billable segments a text makes: GSM-7 160, then 153 each; UCS-2 70, then 67 (3GPP TS 23.038). */
import type { TextSize } from '../channel';
import { plainer } from './plainer';

const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Sent as two: an escape and the character. */
const EXTENSION = '\f^{}\\[~]|€';

const WIDTH = new Map<string, number>([
  ...[...GSM7].map((character): [string, number] => [character, 1]),
  ...[...EXTENSION].map((character): [string, number] => [character, 2]),
]);

const MOST_NAMED = 5;

/** At least one. A character is never cut in two: what does not fit whole begins the next segment. */
export function segmentsOf(text: string): number {
  return measure(text).segments;
}

/** Encoding, segments and what one odd character costs: a single one outside of GSM-7 more than halves the room of all. */
export function measure(text: string): TextSize {
  const gsm = widths(text, (character) => WIDTH.get(character) ?? null);
  if (gsm) return { encoding: 'GSM-7', ...count(gsm, 160, 153), costly: [], plainer: null };
  const odd = [...new Set([...text].filter((character) => !WIDTH.has(character)))];
  const units = widths(text, (character) => character.length) ?? [];
  const size = count(units, 70, 67);
  return { encoding: 'UCS-2', ...size, costly: odd.slice(0, MOST_NAMED), plainer: cheaper(text, odd, size.segments) };
}

/** Offered only where it makes all of the text plain, and saves a segment. */
function cheaper(text: string, odd: readonly string[], than: number): TextSize['plainer'] {
  const swaps: { from: string; to: string }[] = [];
  for (const from of odd) {
    const to = plainer(from);
    if (to === null) return null;
    swaps.push({ from, to });
  }
  const words = swaps.reduce((all, { from, to }) => all.replaceAll(from, to), text);
  const plain = widths(words, (character) => WIDTH.get(character) ?? null);
  if (!plain) return null;
  const { segments } = count(plain, 160, 153);
  return segments < than ? { segments, swaps } : null;
}

function widths(text: string, width: (character: string) => number | null): number[] | null {
  const found: number[] = [];
  for (const character of text) {
    const one = width(character);
    if (one === null) return null;
    found.push(one);
  }
  return found;
}

function count(widths: readonly number[], single: number, part: number): Pick<TextSize, 'segments' | 'left'> {
  const whole = widths.reduce((sum, one) => sum + one, 0);
  if (whole <= single) return { segments: 1, left: single - whole };
  let segments = 1;
  let room = part;
  for (const one of widths) {
    if (one > room) {
      segments += 1;
      room = part;
    }
    room -= one;
  }
  return { segments, left: room };
}
