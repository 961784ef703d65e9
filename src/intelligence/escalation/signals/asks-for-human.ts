/** Asks for a person: by clause, with negation, past "are you a bot?", and by a yes to an offer. */
import type { Evidence } from '../../../foundation/model/policy';
import type { Clause, Reading } from '../reading';
import { automatedSpans } from './automated';
import { HUMAN_WORDS } from './human-words';
import type { HumanWords } from './human-words';

/** A "not" further away than this belongs to something else. */
const NEGATION_REACH = 48;
/** "Do I have to talk to somebody?" asks about a rule, not for somebody. */
const ASKS_ABOUT =
  /\b(?:do|does|must|should|would|will) (?:i|we|you|one|people) (?:really |even |still |always )?(?:have|need|got) to $/;

/** Where the message asks for a person; empty when it does not. */
export function asksForHuman(reading: Reading): Evidence[] {
  const automated = automatedSpans(reading);
  const asked: Evidence[] = [];
  const [only] = reading.clauses;
  for (const clause of reading.clauses) {
    for (const words of HUMAN_WORDS) {
      const span = asks(clause, words, automated);
      if (span) asked.push(reading.evidence(span.start, span.end));
      else if (only === clause && wordCount(reading.folded) <= 8 && words.bare.test(clause.text)) {
        asked.push(reading.evidence(clause.start, clause.start + clause.text.length));
      }
    }
  }
  return distinct(asked);
}

function asks(
  clause: Clause,
  words: HumanWords,
  automated: readonly { start: number; end: number }[],
): { start: number; end: number } | null {
  for (const refusal of words.refusals) {
    const match = refusal.exec(clause.text);
    if (match) return { start: clause.start + match.index, end: clause.start + match.index + match[0].length };
  }
  for (const request of words.requests) {
    const match = request.exec(clause.text);
    if (!match) continue;
    const start = clause.start + match.index;
    const end = start + match[0].length;
    if (automated.some((span) => span.start < end && start < span.end)) continue;
    if (ASKS_ABOUT.test(clause.text.slice(0, match.index))) continue;
    if (negated(clause.text, match.index, match[0], words)) continue;
    return { start, end };
  }
  return null;
}

function negated(clause: string, at: number, matched: string, words: HumanWords): boolean {
  if (words.negation.test(matched) && !words.harmless.test(matched)) return true;
  const before = clause.slice(Math.max(0, at - NEGATION_REACH), at);
  const last = [...before.matchAll(new RegExp(words.negation, 'g'))].at(-1);
  if (!last) return false;
  const tail = before.slice(last.index);
  if (words.harmless.test(before.slice(Math.max(0, last.index - 8)))) return false;
  const between = tail.slice(last[0].length).trim().split(' ').slice(1).join(' ');
  return !words.freshStart.test(between);
}

function wordCount(text: string): number {
  return text.split(/\s+/).filter(Boolean).length;
}

/** Overlapping evidence is one piece. */
function distinct(evidence: readonly Evidence[]): Evidence[] {
  const kept: Evidence[] = [];
  for (const piece of [...evidence].sort((one, other) => one.start - other.start)) {
    const last = kept.at(-1);
    if (last && piece.start < last.end) last.end = Math.max(last.end, piece.end);
    else kept.push({ ...piece });
  }
  return kept;
}
