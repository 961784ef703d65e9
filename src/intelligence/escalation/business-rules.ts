/** The rules that a business writes itself: conditions over one message and its circumstances. */
import type { Condition, Evidence, PolicyInput, Rule } from '../../foundation/model/policy';
import { read } from './reading';
import type { Reading } from './reading';

export interface RuleFinding {
  rule: Rule;
  fired: boolean;
  evidence: Evidence[];
}

/** A rule fires when any or all of its conditions hold, as it says; one without conditions never does. */
export function applyRule(rule: Rule, input: PolicyInput, reading: Reading): RuleFinding {
  const results = rule.conditions.map((condition) => holds(condition, input, reading));
  const held = results.filter((result) => result !== null);
  const fired = held.length > 0 && (rule.match === 'any' || held.length === results.length);
  return { rule, fired: rule.enabled && fired, evidence: held.flat() };
}

/** Evidence (perhaps empty) when the condition holds, null when it does not. */
function holds(condition: Condition, input: PolicyInput, reading: Reading): Evidence[] | null {
  switch (condition.field) {
    case 'text':
      return inText(condition, reading);
    case 'channel':
      return equal(condition, input.channel);
    case 'account':
      return equal(condition, input.account);
    case 'language':
      return equal(condition, input.language ?? '');
    case 'contact.attribute':
      return equal(condition, input.contactAttributes[condition.name ?? ''] ?? '');
    case 'hours.open':
      return (condition.operator === 'not_equals') !== (input.hoursOpen === truth(condition.value)) ? [] : null;
    case 'attempts':
      return input.attempts >= Number(condition.value) ? [] : null;
  }
}

function inText(condition: Condition, reading: Reading): Evidence[] | null {
  const wanted = texts(condition.value).filter((value) => value.trim() !== '');
  switch (condition.operator) {
    case 'contains_word':
    case 'matches_any':
      return seen(wanted, reading, true);
    case 'contains':
      return seen(wanted, reading, false);
    case 'equals':
      return wanted.some((value) => folded(value) === reading.folded.trim()) ? [reading.whole()] : null;
    case 'not_equals':
      return wanted.every((value) => folded(value) !== reading.folded.trim()) ? [] : null;
    case 'at_least':
      return null;
  }
}

function seen(wanted: readonly string[], reading: Reading, whole: boolean): Evidence[] | null {
  for (const value of wanted) {
    const word = folded(value);
    for (let at = reading.folded.indexOf(word); at >= 0; at = reading.folded.indexOf(word, at + 1)) {
      const end = at + word.length;
      if (whole && (letter(reading.folded[at - 1]) || letter(reading.folded[end]))) continue;
      return [reading.evidence(at, end)];
    }
  }
  return null;
}

function equal(condition: Condition, value: string): Evidence[] | null {
  const actual = value.toLowerCase();
  const wanted = texts(condition.value).map((text) => text.toLowerCase());
  switch (condition.operator) {
    case 'equals':
    case 'matches_any':
      return wanted.includes(actual) ? [] : null;
    case 'not_equals':
      return wanted.includes(actual) ? null : [];
    case 'contains':
      return wanted.some((text) => text !== '' && actual.includes(text)) ? [] : null;
    case 'contains_word':
      return wanted.some((text) => actual.split(/[^\p{L}\p{N}]+/u).includes(text)) ? [] : null;
    case 'at_least':
      return actual !== '' && Number(actual) >= Number(condition.value) ? [] : null;
  }
}

function texts(value: Condition['value']): string[] {
  return Array.isArray(value) ? value : [String(value)];
}

function truth(value: Condition['value']): boolean {
  return value === true || value === 'true';
}

function folded(value: string): string {
  return read({ id: '', text: value }).folded.trim();
}

function letter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
