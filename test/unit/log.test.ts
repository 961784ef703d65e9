import { Writable } from 'node:stream';
import { Log } from '../../src/foundation/config/log';
import { masked, redacted } from '../../src/foundation/config/redact';

class Lines extends Writable {
  readonly text: string[] = [];

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text.push(chunk.toString());
    done();
  }
}

test('production logs are one JSON object a line: level, room, event, ids', () => {
  const out = new Lines();
  const log = new Log({ mode: 'production', logLevel: 'info' }, out);
  log.log({ event: 'delivery.settled', deliveryId: 'd1', state: 'delivered' }, 'Delivery');
  expect(JSON.parse(out.text.join(''))).toMatchObject({
    level: 30,
    room: 'Delivery',
    event: 'delivery.settled',
    deliveryId: 'd1',
    state: 'delivered',
  });
});

test('at a terminal a line begins with time, level, room and event', () => {
  const out = new Lines();
  new Log({ mode: 'development', logLevel: 'warn' }, out).warn({ event: 'facts.not-sent', n: 3 }, 'Events');
  expect(out.text.join('')).toMatch(/^\d\d:\d\d:\d\d {2}warn {3}Events {2}facts\.not-sent {2}n=3\n$/);
});

test('what lies below the level is not written', () => {
  for (const mode of ['development', 'production'] as const) {
    const out = new Lines();
    const log = new Log({ mode, logLevel: 'warn' }, out);
    log.log('started');
    log.debug('detail');
    log.warn('careful');
    expect(out.text).toHaveLength(1);
  }
});

test('an error keeps its type, code, stack and cause, below the line that tells it', () => {
  const out = new Lines();
  const error = Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'E1' });
  new Log({ mode: 'production', logLevel: 'info' }, out).error({ event: 'job.failed', err: error }, 'Jobs');
  expect(JSON.parse(out.text.join(''))).toMatchObject({
    err: { type: 'Error', message: 'outer', code: 'E1', cause: { message: 'inner' } },
  });
  const person = new Lines();
  new Log({ mode: 'development', logLevel: 'warn' }, person).error({ event: 'job.failed', err: error }, 'Jobs');
  expect(person.text.join('')).toMatch(/job\.failed {2}err="outer"\nError: outer\n {4}at /);
});

test.each([
  'text',
  'body',
  'password',
  'passphrase',
  'token',
  'authToken',
  'secrets',
  'cookie',
  'Authorization',
  'apiKey',
])('the value of "%s" never reaches a log, however deep it lies', (name) => {
  const found = JSON.stringify(redacted({ request: { list: [{ [name]: 'hunter2', id: 'i1' }] } }));
  expect(found).not.toContain('hunter2');
  expect(found).toContain('i1');
});

test('whole addresses are cut in every text, also in the message and stack of an error', () => {
  const words = 'cannot send to +12025550141 for jo.doe+x@mail.example at postgres://baton:hunter2@db:5432/baton';
  expect(masked(words)).toBe('cannot send to +…41 for j…@mail.example at postgres://…@db:5432/baton');
  const found = JSON.stringify(redacted({ err: new Error(words, { cause: new Error(words) }), list: [words] }));
  expect(found).not.toMatch(/12025550141|jo\.doe|hunter2/);
});

test('a circle or a depth without end does not stop a log', () => {
  const circle: Record<string, unknown> = { id: 'a' };
  circle['self'] = circle;
  expect(JSON.stringify(redacted(circle))).toContain('[deeper]');
});
