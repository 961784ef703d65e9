/** Who leaves together, who waits for whom, and that nobody is left behind. */
import { GroupCommit } from '../../src/pipeline/inbound/group-commit';

interface Held {
  batch: readonly string[];
  end(): void;
}

/** Items are their own keys; each batch stays under way until it is ended. */
function open(writers = 2): { commits: GroupCommit<string, string>; held: Held[] } {
  const held: Held[] = [];
  const commits = new GroupCommit<string, string>({
    writers,
    most: 100,
    room: 1_000,
    key: (item) => item,
    write: (batch) => new Promise((resolve) => held.push({ batch, end: () => resolve(batch) })),
  });
  return { commits, held };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const letters = (from: number, count: number): string[] => Array.from({ length: count }, (_, i) => `k${from + i}`);

test('what arrives in one turn of the loop leaves together', async () => {
  const { commits, held } = open();
  const all = Promise.all(letters(0, 5).map((item) => commits.add(item)));
  await turn();
  expect(held.map(({ batch }) => batch.length)).toEqual([5]);
  held[0]?.end();
  expect(await all).toEqual(letters(0, 5));
});

test('a second batch leaves beside the first once it is half as large, a lone one beside a lone one', async () => {
  const { commits, held } = open();
  const all = letters(0, 6).map((item) => commits.add(item));
  await turn();
  all.push(...letters(6, 2).map((item) => commits.add(item)));
  await turn();
  expect(held).toHaveLength(1);
  all.push(commits.add('k8'));
  await turn();
  expect(held.map(({ batch }) => batch.length)).toEqual([6, 3]);
  for (const each of held) each.end();
  await Promise.all(all);

  const alone = open();
  void alone.commits.add('a');
  await turn();
  void alone.commits.add('b');
  await turn();
  expect(alone.held.map(({ batch }) => batch)).toEqual([['a'], ['b']]);
});

test('what waited for company leaves when the batch before it ends', async () => {
  const { commits, held } = open();
  void Promise.all(letters(0, 10).map((item) => commits.add(item)));
  await turn();
  const late = commits.add('late');
  await turn();
  expect(held).toHaveLength(1);
  held[0]?.end();
  await turn();
  expect(held.at(-1)?.batch).toEqual(['late']);
  held[1]?.end();
  expect(await late).toBe('late');
  await commits.drained();
});

test('two of one key are never under way at once, and keep their order', async () => {
  const { commits, held } = open();
  void commits.add('a');
  await turn();
  void commits.add('a');
  void commits.add('b');
  await turn();
  expect(held.map(({ batch }) => batch)).toEqual([['a'], ['b']]);
  held[0]?.end();
  await turn();
  expect(held.at(-1)?.batch).toEqual(['a']);
});
