/** Laws of publishing: what must stay on, and faults an admin can act on. */
import type { Condition, Policy } from '../../src/foundation/model/policy';
import { policyFaults } from '../../src/intelligence/escalation/policy-faults';

const GOOD: Policy = {
  danger: { enabled: true, text: 'Call 112.' },
  askedForHuman: { enabled: true },
  hardTopics: { enabled: true },
  topics: { dispute: { severity: 'hard', team: 'Disputes' }, refund: { severity: 'soft' } },
  failureSignals: 2,
  languages: ['en'],
  rules: [
    {
      id: 'loans',
      name: 'Loans',
      enabled: true,
      match: 'any',
      conditions: [{ field: 'text', operator: 'contains_word', value: 'loan' }],
      then: { outcome: 'handoff', team: 'general' },
    },
  ],
};
const TEAMS = ['General', 'Disputes'];
const withCondition = (condition: unknown): Policy => ({
  ...GOOD,
  rules: GOOD.rules.map((rule) => ({ ...rule, conditions: [condition as Condition] })),
});

test('a good policy has no faults, and team names do not mind their case', () => {
  expect(policyFaults(GOOD, TEAMS)).toEqual([]);
});

test.each<[string, Policy]>([
  ['Danger to life cannot be switched off.', { ...GOOD, danger: { enabled: false, text: 'Call 112.' } }],
  ['Danger to life needs a text', { ...GOOD, danger: { enabled: true, text: ' ' } }],
  ['The request for a human cannot be switched off.', { ...GOOD, askedForHuman: { enabled: false } }],
  ['The hard topics cannot be switched off.', { ...GOOD, hardTopics: { enabled: false } }],
  ['The topic fraud is always hard', { ...GOOD, topics: { fraud: { severity: 'soft' } } }],
  ['there is no team "Nowhere"', { ...GOOD, topics: { refund: { severity: 'soft', team: 'Nowhere' } } }],
  ['must be 1 to 4', { ...GOOD, failureSignals: 5 }],
  ['at least one language', { ...GOOD, languages: [] }],
  ['"English" is no language code', { ...GOOD, languages: ['English'] }],
  ['is used twice', { ...GOOD, rules: [...GOOD.rules, ...GOOD.rules] }],
  ['has no condition', { ...GOOD, rules: GOOD.rules.map((rule) => ({ ...rule, conditions: [] })) }],
  ['"weather" is no field', withCondition({ field: 'weather', operator: 'equals', value: 'rain' })],
  ['cannot be compared by "at_least"', withCondition({ field: 'text', operator: 'at_least', value: 3 })],
  ['"at least" needs a number', withCondition({ field: 'attempts', operator: 'at_least', value: 'many' })],
  ['say which attribute', withCondition({ field: 'contact.attribute', operator: 'equals', value: 'x' })],
  ['has no value', withCondition({ field: 'text', operator: 'matches_any', value: [] })],
  ['compared with true or false', withCondition({ field: 'hours.open', operator: 'equals', value: 'noon' })],
])('refuses: %s', (fault, policy) => {
  expect(policyFaults(policy, TEAMS)).toEqual([expect.stringContaining(fault)]);
});

test('every fault is named at once', () => {
  const policy = { ...GOOD, askedForHuman: { enabled: false }, hardTopics: { enabled: false }, languages: [] };
  expect(policyFaults(policy)).toHaveLength(3);
});
