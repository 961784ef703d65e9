/** How many billable segments a text makes: GSM-7 160, then 153 each; UCS-2 70, then 67 (3GPP TS 23.038). */

const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** Sent as two: an escape and the character. */
const EXTENSION = '\f^{}\\[~]|€';

const WIDTH = new Map<string, number>([
  ...[...GSM7].map((character): [string, number] => [character, 1]),
  ...[...EXTENSION].map((character): [string, number] => [character, 2]),
]);

/** At least one. A character is never cut in two: what does not fit whole begins the next segment. */
export function segmentsOf(text: string): number {
  const gsm = widths(text, (character) => WIDTH.get(character) ?? null);
  return gsm ? count(gsm, 160, 153) : count(widths(text, (character) => character.length) ?? [], 70, 67);
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

function count(widths: readonly number[], single: number, part: number): number {
  if (widths.reduce((sum, one) => sum + one, 0) <= single) return 1;
  let segments = 1;
  let room = part;
  for (const one of widths) {
    if (one > room) {
      segments += 1;
      room = part;
    }
    room -= one;
  }
  return segments;
}
