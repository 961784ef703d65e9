/** Each fact of docs/channel-facts.md names a test that is there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const rows = readFileSync(join(ROOT, 'docs/channel-facts.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\| (fact|---)|^\|---/u.test(line))
  .map((line) => line.split(/(?<!\\)\|/u).map((cell) => cell.trim()));

it('there are facts of every channel', () => {
  expect(rows.length).toBeGreaterThan(50);
});

it.each(rows)('%s%s', (_before, _fact, named = '') => {
  const [, file = '', title = ''] = /^`([^`]+)` › (.+)$/u.exec(named) ?? [];
  expect([named, existsSync(join(ROOT, file)) && file !== '']).toEqual([named, true]);
  expect(readFileSync(join(ROOT, file), 'utf8')).toContain(title);
});
