/** The transcript on the agent's screen: one stretch that grows at both ends, loses nothing, and shows each entry once. */
import type { Transcript, TranscriptEntry } from '../../src/api/http/contract';
import { addNewer, addOlder, begin, readFrom, type Message } from '../../web/workspace/api/transcript';
import type { Pending } from '../../web/workspace/inbox/pending';
import { arrived, rowsOf } from '../../web/workspace/inbox/transcript-rows';

const at = (seq: number, seconds = 0) => new Date(Date.UTC(2026, 0, 5, 12, seq, seconds)).toISOString();

const message = (seq: number, part: Partial<Message> = {}): Message => ({
  type: 'message',
  id: `m${seq}`,
  seq,
  author: 'contact',
  authorName: null,
  via: null,
  channel: 'sms',
  text: `words ${seq}`,
  content: {},
  attachments: [],
  repliesTo: null,
  articles: [],
  delivery: null,
  at: at(seq),
  ...part,
});
const note = (id: string, seq: number): TranscriptEntry => ({
  type: 'note',
  id,
  seq,
  authorName: 'A',
  text: 'n',
  at: at(seq, 30),
});
const sent = (seq: number, state: NonNullable<Message['delivery']>['state']): Message =>
  message(seq, { author: 'agent', delivery: { state, fault: null, detail: null, at: null } });
const page = (entries: TranscriptEntry[], part: Partial<Transcript> = {}): Transcript => ({
  entries,
  revision: 10,
  lastSeq: Math.max(0, ...entries.map((entry) => entry.seq)),
  more: false,
  ...part,
});
const ids = (entries: readonly TranscriptEntry[]) => entries.map((entry) => entry.id);

test('a note stands behind the message that it follows, and before the next', () => {
  expect(ids(begin(page([note('n', 1), message(2), message(1)])).entries)).toEqual(['m1', 'n', 'm2']);
});

test('newer entries join without doubles, and the newer state of a delivery wins', () => {
  const held = begin(page([message(1), sent(2, 'accepted')]));
  const grown = addNewer(held, page([sent(2, 'read'), note('n', 2), message(3)], { revision: 12 }));
  expect(ids(grown.entries)).toEqual(['m1', 'm2', 'n', 'm3']);
  expect(grown.entries[1]).toMatchObject({ delivery: { state: 'read' } });
  expect(grown).toMatchObject({ lastSeq: 3, revision: 12 });
});

test('an answer that was overtaken by a newer one changes nothing back', () => {
  const held = begin(page([sent(1, 'read')], { revision: 12 }));
  expect(addNewer(held, page([sent(1, 'queued')], { revision: 11 }))).toBe(held);
});

test('an older page joins in front, and never overwrites what is newer', () => {
  const held = begin(page([sent(3, 'read')], { more: true }));
  const grown = addOlder(held, page([message(1), message(2), sent(3, 'accepted')]));
  expect(ids(grown.entries)).toEqual(['m1', 'm2', 'm3']);
  expect(grown.entries[2]).toMatchObject({ delivery: { state: 'read' } });
  expect(grown.older).toBe(false);
});

test('reading again begins before the first delivery that may still move, and never far back', () => {
  expect(readFrom(begin(page([message(1), message(2)])))).toBe(1);
  expect(readFrom(begin(page([message(1), sent(2, 'delivered'), message(3), message(4)])))).toBe(1);
  expect(readFrom(begin(page([sent(2, 'failed'), message(3)])))).toBe(2);
  const long = Array.from({ length: 100 }, (_, index) => (index === 0 ? sent(1, 'queued') : message(index + 1)));
  expect(readFrom(begin(page(long)))).toBe(99);
});

const pending = (part: Partial<Pending>): Pending => ({
  clientId: 'k',
  conversationId: 'c',
  text: 'on its way',
  at: at(9),
  afterSeq: 2,
  state: 'sending',
  messageId: null,
  problem: null,
  ...part,
});

test('a reply on its way stands at the end until the transcript shows it, by its id or by its words', () => {
  const entries = [message(1), message(2)];
  expect(rowsOf(entries, [pending({})]).at(-1)).toMatchObject({ kind: 'pending' });
  const mine = message(3, { author: 'agent', text: 'on its way' });
  expect(rowsOf([...entries, mine], [pending({})]).map((row) => row.key)).toEqual(['m1', 'm2', 'm3']);
  expect(arrived([mine], pending({ state: 'sent', messageId: 'm3', text: 'trimmed otherwise' }))).toBe(true);
  expect(arrived(entries, pending({ state: 'sent', messageId: 'm3' }))).toBe(false);
});

test('the same words said earlier do not hide a reply, and a failed one is never hidden', () => {
  const earlier = message(2, { author: 'agent', text: 'on its way' });
  expect(arrived([earlier], pending({}))).toBe(false);
  const later = message(3, { author: 'agent', text: 'on its way' });
  expect(arrived([later], pending({ state: 'failed', problem: 'refused' }))).toBe(false);
});

test('messages of one author in a row say who once at the head and when once at the tail', () => {
  const rows = rowsOf([message(1), message(2), message(3, { author: 'assistant' }), message(20)], []);
  const marks = rows.map((row) => (row.kind === 'entry' ? `${row.head ? 'h' : '-'}${row.tail ? 't' : '-'}` : ''));
  expect(marks).toEqual(['h-', '-t', 'ht', 'ht']);
});

test('a day is named once, where it begins', () => {
  const next = message(3, { at: '2026-01-07T12:00:00.000Z' });
  const days = rowsOf([message(1), message(2), next], []).map((row) => row.day !== null);
  expect(days).toEqual([true, false, true]);
});
