/** A line tells when it took what was sent, and when nobody reads it any more. */
import { EventEmitter } from 'node:events';
import { VisitorLine } from '../../src/api/widget/visitor-line';
import type { VisitorSocket } from '../../src/api/widget/visitor-socket';

function open(): { conn: EventEmitter; line: VisitorLine } {
  const conn = new EventEmitter();
  return { conn, line: new VisitorLine(conn as unknown as VisitorSocket['conn']) };
}

test('nothing sent is nothing to wait for', async () => {
  expect(await open().line.taken()).toBe(true);
});

test('what was sent is waited for until the transport has it', async () => {
  const { conn, line } = open();
  conn.emit('packetCreate');
  let taken: boolean | undefined;
  const wait = line.taken().then((answer) => (taken = answer));
  await Promise.resolve();
  expect(taken).toBeUndefined();
  conn.emit('drain');
  await wait;
  expect(taken).toBe(true);
  expect(await line.taken()).toBe(true);
});

test('a line that takes nothing, or ends, says so', async () => {
  const slow = open();
  slow.conn.emit('packetCreate');
  expect(await slow.line.taken(20)).toBe(false);
  const ended = open();
  ended.conn.emit('packetCreate');
  const wait = ended.line.taken();
  ended.conn.emit('close');
  expect(await wait).toBe(false);
});
