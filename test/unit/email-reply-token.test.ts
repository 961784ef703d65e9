/** The mark that proves which delivery an answer answers. */
import { randomUUID } from 'node:crypto';
import { ReplyTokens } from '../../src/channels/email/reply-token';

const tokens = new ReplyTokens(Buffer.alloc(32, 1));
const ACCOUNT = randomUUID();
const DELIVERY = randomUUID();
const ADDRESS = 'support@larkmoor.example';

test('comes back from an id, a reply address and a changed case', () => {
  const id = tokens.messageId(ACCOUNT, DELIVERY, ADDRESS);
  expect(id).toMatch(/^<[a-z2-7]{42}@larkmoor\.example>$/u);
  expect(tokens.deliveriesIn(ACCOUNT, `References: <x@y> ${id}`)).toEqual([DELIVERY]);
  expect(tokens.deliveriesIn(ACCOUNT, id.toUpperCase())).toEqual([DELIVERY]);
  const reply = tokens.replyAddress(ACCOUNT, DELIVERY, ADDRESS);
  expect(reply.split('@')[0]?.length).toBeLessThanOrEqual(64);
  expect(tokens.deliveriesIn(ACCOUNT, reply)).toEqual([DELIVERY]);
});

test('is worth nothing when it was guessed, changed, or made for another account or under another key', () => {
  const token = tokens.token(ACCOUNT, DELIVERY);
  for (let at = 0; at < token.length - 1; at += 1) {
    const changed = token.slice(0, at) + (token[at] === 'a' ? 'b' : 'a') + token.slice(at + 1);
    expect(tokens.deliveriesIn(ACCOUNT, changed)).not.toContain(DELIVERY);
  }
  expect(tokens.deliveriesIn(randomUUID(), token)).toEqual([]);
  expect(new ReplyTokens(Buffer.alloc(32, 2)).deliveriesIn(ACCOUNT, token)).toEqual([]);
});

test('a text full of what looks like marks is looked at for a moment only', () => {
  const text = `${'abcdefghijklmnopqrstuvwxyzabcdefghijklmnop '.repeat(20_000)}${tokens.token(ACCOUNT, DELIVERY)}`;
  expect(tokens.deliveriesIn(ACCOUNT, text)).toEqual([]);
});

test('an address too long for a mark stays as it is', () => {
  const long = `${'a'.repeat(30)}@larkmoor.example`;
  expect(tokens.replyAddress(ACCOUNT, DELIVERY, long)).toBe(long);
});
