/** The transcript as the screen holds it: one gap-free stretch of entries that grows at both ends. */
import type { Transcript, TranscriptEntry } from '../../../src/api/http/contract';

export type Message = Extract<TranscriptEntry, { type: 'message' }>;

export interface Stretch {
  entries: TranscriptEntry[];
  lastSeq: number;
  revision: number;
  /** Whether older entries exist before the first one held. */
  older: boolean;
}

const TYPE_RANK = { message: 0, event: 1, note: 2 } as const;

/** Notes and events carry the sequence of the message they follow. */
function order(a: TranscriptEntry, b: TranscriptEntry): number {
  if (a.seq !== b.seq) return a.seq - b.seq;
  if (a.type === 'message' || b.type === 'message') return TYPE_RANK[a.type] - TYPE_RANK[b.type];
  return a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1;
}

export function begin(page: Transcript): Stretch {
  return { entries: [...page.entries].sort(order), lastSeq: page.lastSeq, revision: page.revision, older: page.more };
}

/** `page` wins where both hold an entry: its delivery state is newer. An answer that was overtaken changes nothing back. */
export function addNewer(stretch: Stretch, page: Transcript): Stretch {
  if (page.revision < stretch.revision) return stretch;
  return {
    ...stretch,
    entries: merge(stretch.entries, page.entries),
    lastSeq: Math.max(stretch.lastSeq, page.lastSeq),
    revision: page.revision,
  };
}

export function addOlder(stretch: Stretch, page: Transcript): Stretch {
  return { ...stretch, entries: merge(page.entries, stretch.entries), older: page.more };
}

function merge(base: readonly TranscriptEntry[], over: readonly TranscriptEntry[]): TranscriptEntry[] {
  const byId = new Map(base.map((entry) => [entry.id, entry]));
  for (const entry of over) byId.set(entry.id, entry);
  return [...byId.values()].sort(order);
}

const LOOK_BACK = 60;
const SETTLED = new Set(['read', 'failed', 'withdrawn']);

/**
 * From where to read again. Receipts and files change messages that are already shown, notes and events hang on older sequences:
 * so the read begins before the oldest of the last messages whose delivery may still move,
 * or whose files are still fetched.
 */
export function readFrom(stretch: Stretch): number {
  const floor = Math.max(0, stretch.lastSeq - LOOK_BACK);
  const unsettled = stretch.entries.find(
    (entry) =>
      entry.type === 'message' &&
      entry.seq > floor &&
      ((entry.delivery !== null && !SETTLED.has(entry.delivery.state)) ||
        entry.attachments.some((file) => file.state === 'remote')),
  );
  return Math.max(0, Math.min(stretch.lastSeq, unsettled?.seq ?? stretch.lastSeq) - 1);
}

export function firstSeq(stretch: Stretch): number {
  return stretch.entries[0]?.seq ?? 1;
}
