/** What an agent's mail says to the customer: their own words alone, or nothing. Pure. */

import { ABOVE } from '../delivery/worker';

/** `held`: why it does not go. */
export type AgentAnswer = { text: string } | { held: 'held_repeats' | 'held_own' };

/** What a mail program writes above what it quotes, left over at the end. */
const ATTRIBUTION = /\n.{0,200}\b(?:wrote|schrieb|a écrit|escribió|escreveu|ha scritto)\b.{0,80}:$/u;

/** Lines of ours this long are no coincidence. */
const TELLING = 24;

/**
 * `text`: the visible part of the mail. `sent`: what we wrote into this thread. `own`: the agent's own numbers and addresses, which no
 * customer is to see.
 */
export function answerOf(text: string, sent: readonly string[], own: readonly string[]): AgentAnswer {
  const mark = text.indexOf(ABOVE);
  const above = mark < 0 ? text : text.slice(0, text.lastIndexOf('\n', mark) + 1);
  const words = above.trim().replace(ATTRIBUTION, '').trim();
  const ours = new Set(sent.flatMap((each) => each.split('\n').map(bare)).filter((line) => line.length >= TELLING));
  if (words.split('\n').some((line) => ours.has(bare(line)))) {
    return { held: 'held_repeats' };
  }
  const lower = words.toLowerCase();
  const digits = words.replace(/[\s().\-/]/gu, '');
  const shown = own.find((address) =>
    address.includes('@')
      ? lower.includes(address.toLowerCase())
      : digits.includes(address) || digits.includes(address.slice(-9)),
  );
  if (shown !== undefined) {
    return { held: 'held_own' };
  }
  return { text: words };
}

/** Without quote marks, list marks and the spaces that mail programs move about. */
function bare(line: string): string {
  return line
    .replace(/^[\s>|*•-]+/u, '')
    .replace(/\s+/gu, ' ')
    .trim();
}
