/** Repeats itself: the same matter in other words, by the cosine of character n-grams with the contact's own earlier messages. */
import type { Heard } from '../../../foundation/model/policy';

/** From here on it counts: two in three paraphrases of one question are above, one in eighty pairs of different ones in the same trade. */
export const REPEATS_FROM = 0.3;

export interface Repetition {
  cosine: number;
  /** The earlier message that is nearest. */
  earlier: Heard | null;
}

/** Shorter than this is no matter that could be said twice ("yes", "thanks"). */
const FEWEST_LETTERS = 12;
const LONGEST = 400;
const LOOKED_BACK = 8;

/** `history`: earlier messages, oldest first; only the contact's last few count. */
export function repetition(text: string, history: readonly Heard[]): Repetition {
  const own = grams(text);
  // What was said before the last answer; a burst that circles one matter is no repetition.
  const answered = history.findLastIndex((message) => message.author !== 'contact');
  const earlier = history
    .slice(0, Math.max(0, answered))
    .filter((message) => message.author === 'contact')
    .slice(-LOOKED_BACK);
  let best: Repetition = { cosine: 0, earlier: null };
  if (!own || earlier.length === 0) return best;
  for (const message of earlier) {
    const other = grams(message.text);
    const value = other ? cosine(own, other) : 0;
    if (value > best.cosine) best = { cosine: value, earlier: message };
  }
  return best;
}

/** Words that any two requests share; without them the cosine is about the matter. */
const COMMON =
  /\b(?:hi|hello|please|thanks|thank you|i|you|me|my|your|it|is|are|am|the|a|an|to|of|in|on|for|and|or|not|dont|do|does|did|can|could|would|will|have|has|had|want|need|like|how|what|why|when|where|this|that|there|with|be|get|was|were|so|but|if|just|help|know|im|ive|id)\b/g;

function grams(text: string): Map<string, number> | null {
  const folded = text
    .slice(0, LONGEST)
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(COMMON, ' ')
    .replace(/ +/g, ' ')
    .trim();
  if ((folded.match(/\p{L}/gu)?.length ?? 0) < FEWEST_LETTERS) return null;
  const padded = ` ${folded} `;
  const counts = new Map<string, number>();
  for (let size = 3; size <= 5; size += 1) {
    for (let at = 0; at + size <= padded.length; at += 1) {
      const gram = padded.slice(at, at + size);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

function cosine(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  let dot = 0;
  for (const [gram, count] of one) dot += count * (other.get(gram) ?? 0);
  return dot / Math.sqrt(squares(one) * squares(other));
}

function squares(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += count * count;
  return sum;
}
