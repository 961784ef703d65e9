/** Conditions of a rule as people say them: which operators suit which field, and whole rules in a sentence. */
import type { RuleEdit } from '../../../src/api/http/contract';
import { channelName } from '../words/words';

export type Condition = RuleEdit['conditions'][number];
export type Field = Condition['field'];
export type Operator = Condition['operator'];
type Value = Condition['value'];

interface FieldWords {
  label: string;
  operators: readonly Operator[];
  /** What a fresh condition on it compares with. */
  start: Value;
}

/** The server knows the same pairs, and refuses others. */
export const FIELDS: Record<Field, FieldWords> = {
  text: {
    label: 'Text of the message',
    operators: ['contains_word', 'contains', 'matches_any', 'equals', 'not_equals'],
    start: '',
  },
  channel: { label: 'Channel', operators: ['equals', 'not_equals', 'matches_any'], start: 'sms' },
  account: { label: 'Channel account', operators: ['equals', 'not_equals', 'matches_any'], start: '' },
  language: { label: 'Language', operators: ['equals', 'not_equals', 'matches_any'], start: 'en' },
  'contact.attribute': {
    label: 'Attribute of the customer',
    operators: ['equals', 'not_equals', 'contains', 'contains_word', 'matches_any', 'at_least'],
    start: '',
  },
  'hours.open': { label: 'The team is there', operators: ['equals'], start: true },
  attempts: { label: 'Answers by the assistant', operators: ['at_least'], start: 3 },
};

const OPERATORS: Record<Operator, string> = {
  contains_word: 'has the word',
  contains: 'contains',
  equals: 'is',
  not_equals: 'is not',
  at_least: 'at least',
  matches_any: 'is one of',
};

export const operatorWords = (field: Field, operator: Operator): string =>
  field === 'text' && operator === 'matches_any' ? 'has one of' : OPERATORS[operator];

export const freshCondition = (field: Field): Condition => ({
  field,
  operator: FIELDS[field].operators[0] ?? 'equals',
  value: FIELDS[field].start,
});

/** The value in the shape that the operator takes. */
export function valueFor(operator: Operator, value: Value): Value {
  if (operator === 'matches_any') return Array.isArray(value) ? value : String(value) === '' ? [] : [String(value)];
  if (operator === 'at_least') return typeof value === 'number' ? value : Number(value) || 1;
  return Array.isArray(value) ? (value[0] ?? '') : value;
}

function conditionWords(condition: Condition): string {
  if (condition.field === 'hours.open') return condition.value === true ? 'the team is there' : 'the team is not there';
  const field =
    condition.field === 'contact.attribute'
      ? `the customer’s “${condition.name ?? ''}”`
      : condition.field === 'text'
        ? 'the text'
        : FIELDS[condition.field].label.toLowerCase();
  const said = (value: string | number | boolean) =>
    condition.field === 'channel'
      ? channelName(String(value))
      : typeof value === 'number'
        ? String(value)
        : `“${String(value)}”`;
  const value = Array.isArray(condition.value) ? condition.value.map(said).join(', ') : said(condition.value);
  return `${field} ${operatorWords(condition.field, condition.operator)} ${value}`;
}

/** "When text … or channel …: hand off to Disputes." */
export function inWords(rule: RuleEdit): string {
  const when = rule.conditions.map(conditionWords).join(rule.match === 'all' ? ' and ' : ' or ');
  const then = rule.then.outcome === 'handoff' ? 'hand off' : 'offer a person';
  const team =
    rule.then.team === undefined ? '' : ` ${rule.then.outcome === 'handoff' ? 'to' : 'of'} ${rule.then.team}`;
  const priority = rule.then.priority === undefined ? '' : `, priority ${rule.then.priority}`;
  return `When ${when}: ${then}${team}${priority}.`;
}

/** An id that the server takes: from the name, unlike the others. */
export function idFor(name: string, taken: readonly string[]): string {
  const base =
    name
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50) || 'rule';
  let id = base;
  for (let n = 2; taken.includes(id); n += 1) id = `${base}-${n}`;
  return id;
}
