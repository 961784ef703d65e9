/** When the database goes away under ingest: what was begun is tried again, what cannot be stored is never acknowledged. */
import { GroupCommit } from '../../src/pipeline/inbound/group-commit';
import { withDatabase, type TestDatabase } from '../support/database';
import { counts, gaps, message, openFrontDoor, type FrontDoor } from '../support/inbound';

describe('on a real database', () => {
  let base: TestDatabase;
  let door: FrontDoor;

  beforeEach(async () => {
    base = await withDatabase();
    door = await openFrontDoor(base.db);
  });
  afterEach(async () => {
    await door.close();
    await base.drop();
  });

  test('connections that are cut in a storm lose nothing and double nothing', async () => {
    const ingest = door.ingest();
    let done = false;
    const storm = Promise.all(
      Array.from({ length: 24 }, async (_, sender) => {
        for (let i = 0; i < 25; i += 1) {
          await ingest.receive(door.account, [message(`+1555${1000 + ((sender * 7 + i) % 31)}`, `${sender}-${i}`)]);
        }
      }),
    ).finally(() => (done = true));
    let cut = 0;
    while (!done && cut < 4) {
      const killed = await base.db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid() and query like '%with incoming as materialized%'`,
      );
      cut += killed.length;
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    await storm;
    expect(cut).toBeGreaterThan(0);
    expect(await counts(base.db)).toMatchObject({ messages: 600, events: 600, jobs: 600, conversations: 31 });
    expect(await gaps(base.db)).toEqual([]);
  });
});

const options = { writers: 1, most: 10, room: 5, key: String };

test('a database that stays away is said to be, not waited for without end', async () => {
  jest.useFakeTimers();
  const commits = new GroupCommit<number, number>({
    ...options,
    write: () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })),
  });
  const refused = expect(commits.add(1)).rejects.toMatchObject({
    code: 'unavailable',
    options: { retryAfterSeconds: 5 },
  });
  await jest.advanceTimersByTimeAsync(10_000);
  await refused;
  jest.useRealTimers();
});

test('beyond its room a queue refuses instead of growing', async () => {
  const stuck: (() => void)[] = [];
  const commits = new GroupCommit<number, number>({
    ...options,
    most: 1,
    write: async (items) => {
      await new Promise<void>((resolve) => stuck.push(resolve));
      return items;
    },
  });
  const taken = Array.from({ length: 5 }, (_, i) => commits.add(i));
  await expect(commits.add(5)).rejects.toMatchObject({ code: 'unavailable' });
  const free = setInterval(() => stuck.splice(0).forEach((go) => go()), 1);
  expect(await Promise.all(taken)).toEqual([0, 1, 2, 3, 4]);
  await commits.drained();
  clearInterval(free);
});

test('items of one key never overlap and keep their order, while other keys pass', async () => {
  const under = new Set<string>();
  const written: string[] = [];
  const commits = new GroupCommit<string, string>({
    writers: 3,
    most: 4,
    room: 1_000,
    key: (item) => item.charAt(0),
    write: async (items) => {
      const keys = new Set(items.map((item) => item.charAt(0)));
      for (const key of keys) {
        expect(under.has(key)).toBe(false);
        under.add(key);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
      written.push(...items);
      for (const key of keys) under.delete(key);
      return items;
    },
  });
  const items = Array.from({ length: 300 }, (_, i) => `${'abcdef'.charAt(i % 6)}${i}`);
  await Promise.all(items.map((item) => commits.add(item)));
  for (const key of 'abcdef') {
    expect(written.filter((item) => item.startsWith(key))).toEqual(items.filter((item) => item.startsWith(key)));
  }
});

test('what arrives while the writers are busy leaves as one batch', async () => {
  const batches: number[] = [];
  const commits = new GroupCommit<number, number>({
    ...options,
    room: 1_000,
    most: 64,
    write: async (items) => {
      batches.push(items.length);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return items;
    },
  });
  const first = commits.add(0);
  await new Promise((resolve) => setTimeout(resolve, 2));
  await Promise.all([first, ...Array.from({ length: 100 }, (_, i) => commits.add(i + 1))]);
  expect(batches).toEqual([1, 64, 36]);
});
