/** The rules editor says rules in plain words and only builds what the server takes. */
import type { RuleEdit } from '../../src/api/http/contract';
import { policyFaults } from '../../src/intelligence/escalation/policy-faults';
import { FIELDS, freshCondition, idFor, inWords, valueFor, type Field } from '../../web/workspace/admin/conditions';

const rule = (part: Partial<RuleEdit>): RuleEdit => ({
  id: 'vip',
  name: 'VIP',
  enabled: true,
  match: 'any',
  conditions: [],
  then: { outcome: 'handoff' },
  ...part,
});

test('every field and operator that the editor offers may be published', () => {
  const rules = (Object.keys(FIELDS) as Field[]).flatMap((field) =>
    FIELDS[field].operators.map((operator) => {
      const start =
        field === 'text' || field === 'contact.attribute' || field === 'account' ? 'gold' : FIELDS[field].start;
      const value = operator === 'at_least' ? 3 : valueFor(operator, start);
      const condition = { ...freshCondition(field), name: 'tier', operator, value };
      return rule({ id: idFor(`${field} ${operator}`, []), conditions: [condition] });
    }),
  );
  expect(rules.length).toBeGreaterThan(15);
  const faults = policyFaults({
    danger: { enabled: true, text: 'Call the emergency number now.' },
    askedForHuman: { enabled: true },
    hardTopics: { enabled: true },
    topics: {},
    failureSignals: 2,
    languages: ['en'],
    rules,
  });
  expect(faults).toEqual([]);
});

test('a rule is said in one sentence', () => {
  const said = inWords(
    rule({
      match: 'all',
      conditions: [
        { field: 'text', operator: 'matches_any', value: ['contract', 'leave'] },
        { field: 'contact.attribute', name: 'tier', operator: 'equals', value: 'gold' },
        { field: 'hours.open', operator: 'equals', value: false },
      ],
      then: { outcome: 'handoff', team: 'Sales', priority: 5 },
    }),
  );
  expect(said).toBe(
    'When the text has one of “contract”, “leave” and the customer’s “tier” is “gold” and the team is not there: hand off to Sales, priority 5.',
  );
});

test('an id is made of the name, in the letters that the server takes, and unlike the others', () => {
  expect(idFor('VIP: Émile & Söhne!', [])).toBe('vip-emile-sohne');
  expect(idFor('VIP', ['vip', 'vip-2'])).toBe('vip-3');
  expect(idFor('客户', [])).toMatch(/^[a-z0-9-]{1,60}$/);
});

test('a value changes its shape with the operator and keeps its words', () => {
  expect(valueFor('matches_any', 'gold')).toEqual(['gold']);
  expect(valueFor('equals', ['gold', 'silver'])).toBe('gold');
  expect(valueFor('at_least', 'three')).toBe(1);
});
