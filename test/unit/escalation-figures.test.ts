/** Laws of measuring: figures mean what they say, and a wrong line is named. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluate } from '../../src/intelligence/evaluation/command';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, ...lines: unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  return path;
}

test('precision, recall and false alarms count handoffs at any turn, and what is skipped counts nowhere', async () => {
  const cases = file(
    'cases.jsonl',
    { id: '1', input: 'human please', derived: { escalate: 'yes' } },
    { id: '2', input: ['hello', 'my card was stolen'], derived: { escalate: 'yes' } },
    { id: '3', input: 'I feel blue', derived: { escalate: 'yes' } },
    { id: '4', input: 'opening hours?', derived: { escalate: 'no' } },
    { id: '5', input: [{ role: 'user', text: 'agent' }], derived: { escalate: 'no' } },
    { id: '6', input: 'human', derived: { escalate: 'skip' } },
  );
  const lines = await evaluate({ what: 'escalation', file: cases, wrong: true });
  expect(lines).toEqual([
    '5 cases: precision 66.67 %, recall 66.67 %, F1 0.667, false alarms 50.00 %',
    'missed 3',
    'false alarm 5 by 2-asked-for-human',
  ]);
});

test('measuring the request for a human leaves other reasons out', async () => {
  const cases = file(
    'cases.jsonl',
    { id: '1', input: 'human please', derived: { escalate: 'yes', reason: 'explicit_human' } },
    { id: '2', input: 'my card was stolen', derived: { escalate: 'yes', reason: 'fraud' } },
    { id: '3', input: 'my card was stolen', derived: { escalate: 'no' } },
  );
  const lines = await evaluate({ what: 'human', file: cases, wrong: false });
  expect(lines).toEqual(['2 cases: precision 100.00 %, recall 100.00 %, F1 1.000, false alarms 0.00 %']);
});

test('retrieval is measured with its article and without it', async () => {
  const articles = file(
    'articles.jsonl',
    { id: 'a', title: 'When is the office open', text: 'From nine to five.' },
    { id: 'b', title: 'How to change the secret number', text: 'At a machine.' },
  );
  const cases = file('cases.jsonl', {
    id: '1',
    input: { question: 'when is the office open' },
    labels: { relevant_docs: ['a'] },
  });
  const [first, second, third] = await evaluate({ what: 'knowledge', file: cases, articles, wrong: false });
  expect(first).toMatch(/^1 questions, 2 articles, /);
  expect(second).toBe('right first 100.00 %, among three 100.00 %, MRR 1.000');
  expect(third).toContain('answered without the article 0.00 %');
});

test('languages are counted by their label, English without one', async () => {
  const cases = file(
    'cases.jsonl',
    { id: '1', input: 'where is my card', derived: { escalate: 'no' } },
    { id: '2', input: 'Wo ist meine Karte', labels: { lang: 'de' }, derived: { escalate: 'no' } },
  );
  await expect(evaluate({ what: 'language', file: cases, wrong: false })).resolves.toEqual([
    '2 messages: right 100.00 %',
  ]);
});

test('a wrong line is named by file and number', async () => {
  const cases = file('cases.jsonl', { id: '1', input: 'x', derived: { escalate: 'no' } }, { id: '2' });
  await expect(evaluate({ what: 'escalation', file: cases, wrong: false })).rejects.toThrow(
    /cases\.jsonl:2 is no such case/,
  );
});
