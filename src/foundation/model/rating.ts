/** What an answer to "how did we do?" says. Pure. */

export type Score = 1 | 2 | 3 | 4 | 5;

/** Up to here a reason is asked for. */
export const LOW = 2;
/** A reason is a line, not a letter. */
export const LONGEST_REASON = 500;

const OF_FIVE = String.raw`(?:\s*(?:/|of|out of|von|de|sur|su|di)\s*5)?`;
const STARS = String.raw`(?:\s*(?:stars?|points?|estrellas?|puntos?|sterne?|punkte?|étoiles?|estrelas?|stell[ae]|punt[oi]))?`;
const NUMBER = new RegExp(`^([1-5])${OF_FIVE}${STARS}$`, 'iu');
/** What stands around a number and says nothing, and what makes a digit a key on a screen. */
const AROUND = /^[\s"'“”«»(]+|[\s"'“”«».!)\ufe0f\u20e3]+$/gu;
const STAR = /^(?:[⭐★🌟]\ufe0f?\s*){1,5}$/u;

/** The number that the whole message is, or as many stars; null when it says anything more. */
export function ratingOf(text: string): Score | null {
  const bare = text.trim().replace(AROUND, '');
  if (STAR.test(text.trim())) return [...text.matchAll(/[⭐★🌟]/gu)].length as Score;
  const found = NUMBER.exec(bare);
  return found ? (Number(found[1]) as Score) : null;
}

/** One free line: a question, or a text of several lines, is for somebody to answer. */
export function isReason(text: string): boolean {
  const line = text.trim();
  return line !== '' && line.length <= LONGEST_REASON && !/[\n\r?¿؟？]/u.test(line);
}
