import fc from 'fast-check';
import { Secrets } from '../../src/foundation/config/secrets';

const secrets = new Secrets(Buffer.alloc(32, 1));

test('what is sealed opens again, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (plain) => secrets.open(secrets.seal(plain, 'p'), 'p') === plain),
  );
});

test('the same secret never looks the same twice, and never shows', () => {
  const [one, two] = [secrets.seal('token-token-token', 'p'), secrets.seal('token-token-token', 'p')];
  expect(one.equals(two)).toBe(false);
  expect(one.toString('latin1')).not.toContain('token');
});

test('another process with the same key opens it', () => {
  expect(new Secrets(Buffer.alloc(32, 1)).open(secrets.seal('x', 'p'), 'p')).toBe('x');
});

test('another key is told apart from damage', () => {
  expect(() => new Secrets(Buffer.alloc(32, 2)).open(secrets.seal('x', 'p'), 'p')).toThrow(/another BATON_SECRET_KEY/);
});

test('a secret of one purpose does not open for another', () => {
  expect(() => secrets.open(secrets.seal('x', 'account a'), 'account b')).toThrow(/another purpose/);
});

test('a change of any single byte is noticed', () => {
  const sealed = secrets.seal('a secret', 'p');
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(() => secrets.open(changed, 'p')).toThrow(/cannot be opened/);
  }
  for (let length = 0; length < sealed.length; length += 1) {
    expect(() => secrets.open(sealed.subarray(0, length), 'p')).toThrow(/cannot be opened/);
  }
});

test('each purpose has a key of its own, the same every time', () => {
  expect(secrets.key('csrf')).toHaveLength(32);
  expect(secrets.key('csrf')).toEqual(new Secrets(Buffer.alloc(32, 1)).key('csrf'));
  expect(secrets.key('csrf')).not.toEqual(secrets.key('visitor'));
  expect(secrets.key('csrf')).not.toEqual(new Secrets(Buffer.alloc(32, 2)).key('csrf'));
});
