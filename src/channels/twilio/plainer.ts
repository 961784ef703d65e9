/** What stands for typographic characters in plain text messages, so that they keep the cheaper encoding. Pure. */

/** A full-width letter or a ligature; not a superscript, whose meaning would change. */
const COMPATIBLE = /^[\p{L}\p{P}\p{S}\p{Nd}]$/u;
const STANDS_FOR: readonly (readonly [RegExp, string])[] = [
  [/^[«»“”„‟″ʺˮ❝❞〝〞]$/u, '"'],
  [/^[‘’‚‛′ʹˈ❛❜]$/u, "'"],
  [/^[\p{Pd}−⁃•]$/u, '-'],
  [/^\p{Zs}$/u, ' '],
  [/^[\u2028\u2029]$/u, '\n'],
  [/^[⁄∕]$/u, '/'],
  [/^[\u00ad\u200b\u2060\ufeff]$/u, ''],
];

/** What may stand for the character; null: nothing means the same. */
export function plainer(character: string): string | null {
  const found = STANDS_FOR.find(([pattern]) => pattern.test(character));
  if (found) return found[1];
  const plain = COMPATIBLE.test(character) ? character.normalize('NFKD') : character;
  return plain === character ? null : plain;
}
