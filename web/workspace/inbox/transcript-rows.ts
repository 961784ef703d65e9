/** The transcript as lines to draw: days, who begins a row of messages, and replies still on their way at the end. */
import type { TranscriptEntry } from '../../../src/api/http/contract';
import { dayKey } from '../words/time';
import type { Pending } from './pending';

export type Row = { key: string; day: string | null } & (
  { kind: 'entry'; entry: TranscriptEntry; head: boolean; tail: boolean } | { kind: 'pending'; pending: Pending }
);

const PAUSE_MS = 5 * 60 * 1000;

export function rowsOf(entries: readonly TranscriptEntry[], pending: readonly Pending[]): Row[] {
  const rows: Row[] = [];
  let before: TranscriptEntry | null = null;
  for (const [index, entry] of entries.entries()) {
    const next = entries[index + 1];
    const day = before === null || dayKey(before.at) !== dayKey(entry.at) ? entry.at : null;
    rows.push({
      kind: 'entry',
      key: entry.id,
      entry,
      day,
      head: day !== null || !continues(before, entry),
      tail: !next || !continues(entry, next),
    });
    before = entry;
  }
  const last = entries.at(-1);
  const waiting = pending.filter((item) => !arrived(entries, item));
  waiting.forEach((item, index) => {
    const day = index === 0 && (!last || dayKey(last.at) !== dayKey(item.at)) ? item.at : null;
    rows.push({ kind: 'pending', key: `pending-${item.clientId}`, pending: item, day });
  });
  return rows;
}

function continues(before: TranscriptEntry | null, entry: TranscriptEntry): boolean {
  return (
    before !== null &&
    before.type === 'message' &&
    entry.type === 'message' &&
    before.author === entry.author &&
    before.authorName === entry.authorName &&
    before.channel === entry.channel &&
    before.via === entry.via &&
    Date.parse(entry.at) - Date.parse(before.at) < PAUSE_MS
  );
}

/** The live event may be faster than the answer to the sending itself: then the words and the place tell. */
export function arrived(entries: readonly TranscriptEntry[], item: Pending): boolean {
  if (item.state === 'failed') return false;
  if (item.messageId !== null) return entries.some((entry) => entry.id === item.messageId);
  return entries.some(
    (entry) =>
      entry.type === 'message' && entry.author === 'agent' && entry.seq > item.afterSeq && entry.text === item.text,
  );
}
