/** What stands for typographic characters in plain text messages, so that they keep the cheaper encoding. Pure. */
// Only this file of the library: the table of the provider's own Smart Encoding, as its team publishes it.
import SMART_ENCODING from 'sms-segments-calculator/dist/libs/SmartEncodingMap';

/** What word processors write and that table lacks: hyphens that do not break, primes, the minus sign, soft hyphens. */
const BESIDE: Readonly<Record<string, string>> = {
  '\u2011': '-',
  '\u2012': '-',
  '\u2212': '-',
  '\u2032': "'",
  '\u2033': '"',
  '\u00ad': '',
};
/** A full-width letter or a ligature; not a superscript, whose meaning would change. */
const COMPATIBLE = /^[\p{L}\p{P}\p{S}\p{Nd}]$/u;

/** What may stand for a character outside of GSM-7; null: nothing means the same. */
export function plainer(character: string): string | null {
  const known = SMART_ENCODING[character] ?? BESIDE[character];
  if (known !== undefined) return known;
  const plain = COMPATIBLE.test(character) ? character.normalize('NFKD') : character;
  return plain === character ? null : plain;
}
