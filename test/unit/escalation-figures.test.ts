/** Laws of measuring: figures mean what they say, and a wrong line is named. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  evaluateAssistant,
  evaluateEscalation,
  evaluateKnowledge,
  evaluateLanguage,
} from '../../src/intelligence/evaluation/command';

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

const BARE = { misses: 20 };

test('precision, recall and false alarms count handoffs at any turn, and what is skipped counts nowhere', () => {
  const cases = file(
    'cases.jsonl',
    { id: '1', input: 'human please', derived: { escalate: 'yes', reason: 'explicit_human' } },
    { id: '2', input: ['hello', 'my card was stolen'], derived: { escalate: 'yes', reason: 'fraud' } },
    { id: '3', input: 'I feel blue', derived: { escalate: 'yes', reason: 'distress' } },
    { id: '4', input: 'opening hours?', derived: { escalate: 'no', reason: null } },
    { id: '5', input: [{ role: 'user', text: 'agent' }], derived: { escalate: 'no' } },
    { id: '6', input: 'human', derived: { escalate: 'skip' } },
  );
  const { lines, figures } = evaluateEscalation(cases, BARE);
  expect(lines).toEqual([
    '5 cases: precision 66.67 %, recall 66.67 %, F1 0.667, false alarms 50.00 %',
    '  distress, 1 cases: precision 0.00 %, recall 0.00 %, F1 0.000, false alarms 0.00 %',
    '  explicit_human, 1 cases: precision 50.00 %, recall 100.00 %, F1 0.667, false alarms 50.00 %',
    '  fraud, 1 cases: precision 100.00 %, recall 100.00 %, F1 1.000, false alarms 0.00 %',
    '  missed 3, distress: "I feel blue"',
    '  false alarm 5, by 2-asked-for-human for "agent": "agent"',
  ]);
  expect(figures).toMatchObject({
    cases: 5,
    recall: 2 / 3,
    falseAlarmRate: 0.5,
    byReason: { explicit_human: { cases: 1, recall: 1, falseAlarmRate: 0.5 } },
  });
  expect(evaluateEscalation(cases, { misses: 1 }).lines.at(-1)).toBe('  … and 1 more');
});

test('a dialogue must be handed off before the other side did it', () => {
  const input = [
    { role: 'user', text: 'hello' },
    { role: 'assistant', text: 'How can I help?' },
    { role: 'user', text: 'a human please' },
  ];
  const cases = file(
    'cases.jsonl',
    { id: '1', input, labels: { gold_transfer_required: true, agent_transfer_before_turn: 3 } },
    { id: '2', input, labels: { gold_transfer_required: true, agent_transfer_before_turn: 2 } },
    { id: '3', input: input.slice(0, 2), labels: { gold_transfer_required: false } },
  );
  expect(evaluateEscalation(cases, BARE).figures).toMatchObject({
    cases: 3,
    precision: 1,
    recall: 0.5,
    falseAlarmRate: 0,
  });
});

test('a policy of a file and topics of a file decide', () => {
  const cases = file(
    'cases.jsonl',
    { id: '1', input: 'my parrot escaped', derived: { escalate: 'yes', reason: 'parrots' } },
    { id: '2', input: 'the aquarium leaks', derived: { escalate: 'yes', reason: 'aquariums' } },
    { id: '3', input: 'opening hours?', derived: { escalate: 'no' } },
  );
  expect(evaluateEscalation(cases, BARE).figures).toMatchObject({ recall: 0 });
  const policy = join(folder, 'policy.yaml');
  writeFileSync(
    policy,
    `danger: { enabled: true, text: Call the emergency number. }
askedForHuman: { enabled: true }
hardTopics: { enabled: true }
rules:
  - id: parrots
    name: Parrots
    conditions: [{ field: text, operator: contains_word, value: parrot }]
    then: { outcome: handoff }
`,
  );
  const topics = join(folder, 'topics.yaml');
  writeFileSync(
    topics,
    `- title: Something leaks
  phrasings: [the aquarium leaks, water runs out of the tank]
  escalate: { reason: complaint, severity: hard }
`,
  );
  expect(evaluateEscalation(cases, { ...BARE, policy, topics }).figures).toMatchObject({
    recall: 1,
    falseAlarmRate: 0,
  });
  writeFileSync(policy, 'danger: { enabled: false, text: Call the emergency number. }\nrules: [{ id: X }]\n');
  expect(() => evaluateEscalation(cases, { ...BARE, policy })).toThrow(/is not right/);
});

const ARTICLES = [
  { id: 'a', title: 'When is the office open', text: 'From nine to five.' },
  { id: 'b', title: 'How to change the secret number', text: 'At a machine.' },
];

test('retrieval is measured with its article and without it', () => {
  const articles = file('articles.jsonl', ...ARTICLES);
  const questions = file(
    'cases.jsonl',
    { id: '1', input: { question: 'when is the office open' }, labels: { relevant_docs: ['a'] } },
    { id: '2', input: { question: 'zebra' }, labels: { relevant_docs: [] } },
  );
  const { lines, figures } = evaluateKnowledge(articles, questions);
  expect(lines[0]).toMatch(/^2 questions, 2 articles, /);
  expect(lines[1]).toBe('right first 100.00 %, among three 100.00 %, MRR 1.000');
  expect(figures).toMatchObject({ questions: 2, r1: 1, r3: 1, mrr10: 1, answeredRight: 1, answeredWithout: 0 });
  expect(figures).toHaveProperty('msPerQuestion');
});

test('whole conversations: resolved, wrongly answered, handed off without need, missed', async () => {
  const articles = file('articles.jsonl', ...ARTICLES);
  const cases = file(
    'cases.jsonl',
    { id: 'right', turns: ['hello', 'when is the office open'], expected: { outcome: 'answer', articles: ['a'] } },
    { id: 'wrong', turns: ['when is the office open'], expected: { outcome: 'answer', articles: ['b'] } },
    { id: 'needless', turns: ['let me talk to a human', 'office open?'], expected: { outcome: 'unknown' } },
    { id: 'missed', turns: ['when is the office open'], expected: { outcome: 'handoff' } },
    {
      id: 'handed',
      turns: ['zebra crossing colours', 'giraffe spots', 'purple rain'],
      expected: { outcome: 'handoff' },
    },
  );
  const { lines, figures } = await evaluateAssistant(cases, { articles, model: null, misses: 20 });
  expect(figures).toMatchObject({
    cases: 5,
    resolution: 0.5,
    wrongAnswers: 2 / 3,
    needlessHandoffs: 1 / 3,
    missedHandoffs: 0.5,
    failures: 0,
  });
  expect(lines).toContain('  wrong: answer from a instead of answer');
});

test('languages are counted by their label, English without one', async () => {
  const cases = file(
    'cases.jsonl',
    { id: '1', input: 'where is my card', derived: { escalate: 'no' } },
    { id: '2', input: 'Wo ist meine Karte', labels: { lang: 'de' }, derived: { escalate: 'no' } },
  );
  await expect(evaluateLanguage(cases)).resolves.toMatchObject({ lines: ['2 messages: right 100.00 %'] });
});

test('a wrong line is named by file and number', () => {
  const cases = file('cases.jsonl', { id: '1', input: 'x', derived: { escalate: 'no' } }, { id: '2' });
  expect(() => evaluateEscalation(cases, BARE)).toThrow(/cases\.jsonl:2 is no such case/);
});
