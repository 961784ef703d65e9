/** Lines of a summary: each must name messages that exist and hold its figures; what does not is dropped. Pure. */
import type { Heard } from '../../foundation/model/policy';
import { strangeFigures } from '../../intelligence/assistant/grounding';

export interface Claim {
  text: string;
  /** The messages that say it. */
  seqs: number[];
}

const NAMED = /\s*\[(\d{1,9}(?:\s*,\s*\d{1,9})*)\]\s*\.?\s*$/u;
const MARKS = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/u;
const MOST = 10;

export function claimsOf(written: string, heard: readonly Heard[]): { claims: Claim[]; dropped: number } {
  const lines = written.split('\n').filter((line) => line.trim() !== '');
  const claims = lines.flatMap((line): Claim[] => {
    const [end, numbers] = NAMED.exec(line) ?? [];
    if (end === undefined || numbers === undefined) return [];
    const seqs = [...new Set(numbers.split(',').map(Number))];
    const said = seqs.flatMap((seq) => heard.find((message) => message.seq === seq) ?? []);
    const text = line
      .slice(0, line.length - end.length)
      .replace(MARKS, '')
      .trim();
    const held = said.length === seqs.length && text !== '';
    return held && strangeFigures(text, said.map((message) => message.text).join('\n')).length === 0
      ? [{ text, seqs }]
      : [];
  });
  return { claims: claims.slice(0, MOST), dropped: lines.length - claims.length };
}
