import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationFault } from '../../src/foundation/config/configuration-fault';
import { isLoopback, readEnvironment } from '../../src/foundation/config/environment';

const KEY = Buffer.alloc(32, 7).toString('base64');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baton-environment-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function faultsOf(source: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(source, folder);
  } catch (error) {
    if (error instanceof ConfigurationFault) return error.errors;
    throw error;
  }
  return [];
}

test('with nothing set, everything has a default that works on this machine alone', () => {
  const environment = readEnvironment({}, folder);
  expect(environment).toMatchObject({
    mode: 'development',
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://127.0.0.1:3000',
    databaseUrl: null,
    redisUrl: null,
    dataDir: join(folder, '.baton'),
    openai: null,
    trustedProxies: [],
    tools: { file: expect.stringMatching(/config.tools\.yaml$/) as string, token: null },
    logLevel: 'warn',
  });
  expect(Object.isFrozen(environment)).toBe(true);
});

test('an empty variable counts as unset', () => {
  expect(readEnvironment({ PORT: '', DATABASE_URL: ' ', OPENAI_API_KEY: '', NODE_ENV: '' }, folder)).toMatchObject({
    port: 3000,
    databaseUrl: null,
    openai: null,
  });
});

test('every fault is named at once', () => {
  const faults = faultsOf({
    NODE_ENV: 'staging',
    PORT: '70000',
    HOST: 'baton.example.com',
    PUBLIC_URL: 'baton.example.com',
    DATABASE_URL: 'mysql://localhost/baton',
    REDIS_URL: 'localhost:6379',
    BATON_SECRET_KEY: 'short',
    OPENAI_BASE_URL: 'ftp://models',
    TRUSTED_PROXIES: '10.0.0.0/40',
    LOG_LEVEL: 'loud',
  }).join('\n');
  for (const name of ['NODE_ENV', 'PORT', 'HOST', 'PUBLIC_URL', 'DATABASE_URL', 'REDIS_URL', 'BATON_SECRET_KEY']) {
    expect(faults).toMatch(new RegExp(`^${name} must be`, 'm'));
  }
  for (const name of ['OPENAI_BASE_URL', 'TRUSTED_PROXIES', 'LOG_LEVEL'])
    expect(faults).toMatch(new RegExp(`^${name} must`, 'm'));
});

test('a fault never repeats a value, which may hold a password', () => {
  expect(
    faultsOf({ DATABASE_URL: 'pg://u:hunter2secret@h/d', BATON_SECRET_KEY: 'hunter2secret' }).join(),
  ).not.toContain('hunter2');
});

test.each([
  ['https://baton.example.com/inbox', false],
  ['https://user:pass@baton.example.com', false],
  ['https://baton.example.com?x=1', false],
  ['https://baton.example.com/', true],
])('PUBLIC_URL is an origin alone: %s', (url, right) => {
  expect(faultsOf({ PUBLIC_URL: url }).length === 0).toBe(right);
});

test('the public address has no slash at its end', () => {
  expect(readEnvironment({ PUBLIC_URL: 'https://Baton.example.com/' }, folder).publicUrl).toBe(
    'https://baton.example.com',
  );
});

test('production requires a key and an https address, and listens to the world', () => {
  expect(faultsOf({ NODE_ENV: 'production' }).map((fault) => fault.split(' ')[0])).toEqual([
    'BATON_SECRET_KEY',
    'PUBLIC_URL',
  ]);
  expect(
    faultsOf({ NODE_ENV: 'production', BATON_SECRET_KEY: KEY, PUBLIC_URL: 'http://baton.example.com' }),
  ).toHaveLength(1);
  const production = { NODE_ENV: 'production', BATON_SECRET_KEY: KEY, PUBLIC_URL: 'https://baton.example.com' };
  expect(readEnvironment(production, folder)).toMatchObject({ mode: 'production', host: '0.0.0.0', logLevel: 'info' });
  expect(() => statSync(join(folder, '.baton'))).toThrow('ENOENT');
});

test('outside production the key is made once, and only its owner can read it', () => {
  const first = readEnvironment({}, folder).secretKey;
  expect(first).toHaveLength(32);
  expect(readEnvironment({}, folder).secretKey).toEqual(first);
  expect(statSync(join(folder, '.baton', 'secret.key')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, '.baton', 'secret.key'), 'utf8').trim()).toBe(first.toString('base64'));
});

test('a damaged key file stops the start instead of making a new key', () => {
  readEnvironment({}, folder);
  writeFileSync(join(folder, '.baton', 'secret.key'), 'gone');
  expect(() => readEnvironment({}, folder)).toThrow(/secret\.key does not hold a key/);
});

test.each([
  ['hex', Buffer.alloc(32, 7).toString('hex')],
  ['base64', KEY],
  ['base64url', Buffer.alloc(32, 7).toString('base64url')],
])('a key is read as %s', (_kind, text) => {
  expect(readEnvironment({ BATON_SECRET_KEY: text }, folder).secretKey).toEqual(Buffer.alloc(32, 7));
});

test('a key or a base address chooses the model; another server needs its model named', () => {
  expect(readEnvironment({ OPENAI_API_KEY: 'sk-1' }, folder).openai).toEqual({
    apiKey: 'sk-1',
    baseUrl: null,
    model: 'gpt-4.1-mini',
  });
  expect(faultsOf({ OPENAI_BASE_URL: 'http://127.0.0.1:8080/v1' })).toEqual([
    expect.stringContaining('OPENAI_MODEL is required'),
  ]);
  expect(
    readEnvironment({ OPENAI_BASE_URL: 'http://127.0.0.1:8080/v1/', OPENAI_MODEL: 'small' }, folder).openai,
  ).toEqual({
    apiKey: 'none',
    baseUrl: 'http://127.0.0.1:8080/v1',
    model: 'small',
  });
});

test('trusted proxies are addresses, networks or the names of them', () => {
  expect(readEnvironment({ TRUSTED_PROXIES: '10.0.0.0/8, ::1,loopback' }, folder).trustedProxies).toEqual([
    '10.0.0.0/8',
    '::1',
    'loopback',
  ]);
});

test('only this machine reaches a loopback address', () => {
  expect(['127.0.0.1', '127.8.9.1', 'localhost', '::1'].map(isLoopback)).toEqual([true, true, true, true]);
  expect(['0.0.0.0', '::', '10.0.0.1', '192.168.127.1'].map(isLoopback)).toEqual([false, false, false, false]);
});
