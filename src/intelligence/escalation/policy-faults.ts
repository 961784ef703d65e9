/** Why a policy may not be published: what must stay on, and what no message could ever meet. */
import type { Condition, Policy, Reason } from '../../foundation/model/policy';
import { ALWAYS_HARD } from './sensitive';

const REASONS: readonly Reason[] = [
  'danger',
  'asked_for_human',
  'dispute',
  'fraud',
  'lost_or_stolen',
  'legal_threat',
  'complaint',
  'cancellation',
  'refund',
  'distress',
  'repeated_failure',
  'assistant_failed',
  'unsupported_language',
  'rule',
  'not_readable',
  'assistant_off',
  'reopened',
  'agent',
];

const OPERATORS: Record<Condition['field'], readonly Condition['operator'][]> = {
  text: ['contains_word', 'contains', 'equals', 'not_equals', 'matches_any'],
  channel: ['equals', 'not_equals', 'matches_any'],
  account: ['equals', 'not_equals', 'matches_any'],
  language: ['equals', 'not_equals', 'matches_any'],
  'contact.attribute': ['equals', 'not_equals', 'contains', 'contains_word', 'matches_any', 'at_least'],
  'hours.open': ['equals', 'not_equals'],
  attempts: ['at_least'],
};

/** Every fault in a sentence an admin can act on; empty for a policy that may be published. `teams`: names that exist; left out, they are not checked. */
export function policyFaults(policy: Policy, teams?: readonly string[]): string[] {
  const faults: string[] = [];
  if (!policy.danger.enabled) faults.push('Danger to life cannot be switched off.');
  if (policy.danger.text.trim() === '') {
    faults.push('Danger to life needs a text: what is said at once, with the local emergency numbers.');
  }
  if (!policy.askedForHuman.enabled) faults.push('The request for a human cannot be switched off.');
  if (!policy.hardTopics.enabled) faults.push('The hard topics cannot be switched off.');
  if (!Number.isInteger(policy.failureSignals) || policy.failureSignals < 1 || policy.failureSignals > 4) {
    faults.push('The number of failure signs must be 1 to 4: there are four of them.');
  }
  if (policy.languages.length === 0) faults.push('Name at least one language that the assistant speaks.');
  for (const language of policy.languages) {
    if (!/^[a-z]{2,3}$/.test(language)) faults.push(`"${language}" is no language code: write two letters such as en.`);
  }

  const team = (name: string | undefined, where: string): void => {
    if (name !== undefined && teams && !teams.some((known) => known.toLowerCase() === name.toLowerCase())) {
      faults.push(`${where}: there is no team "${name}".`);
    }
  };
  for (const [reason, topic] of Object.entries(policy.topics)) {
    if (!REASONS.includes(reason as Reason)) faults.push(`"${reason}" is no topic.`);
    if (topic.severity === 'soft' && ALWAYS_HARD.has(reason as Reason)) {
      faults.push(`The topic ${reason} is always hard: it cannot be made soft.`);
    }
    team(topic.team, `Topic ${reason}`);
  }

  const ids = new Set<string>();
  for (const rule of policy.rules) {
    const where = `Rule "${rule.name}"`;
    if (ids.has(rule.id)) faults.push(`${where}: the id "${rule.id}" is used twice.`);
    ids.add(rule.id);
    if (rule.conditions.length === 0) faults.push(`${where} has no condition and would never apply.`);
    for (const condition of rule.conditions) faults.push(...conditionFaults(condition, where));
    team(rule.then.team, where);
  }
  return faults;
}

function conditionFaults(condition: Condition, where: string): string[] {
  // A stored or hand-written policy may hold what the type does not know.
  const operators = OPERATORS[condition.field] as readonly string[] | undefined;
  if (!operators) {
    return [`${where}: "${condition.field}" is no field. Fields: ${Object.keys(OPERATORS).join(', ')}.`];
  }
  if (!operators.includes(condition.operator)) {
    return [
      `${where}: "${condition.field}" cannot be compared by "${condition.operator}", only by ${operators.join(', ')}.`,
    ];
  }
  if (condition.field === 'contact.attribute' && !condition.name) {
    return [`${where}: say which attribute of the contact is meant.`];
  }
  if (condition.operator === 'at_least' && !Number.isFinite(Number(condition.value))) {
    return [`${where}: "at least" needs a number.`];
  }
  if (condition.field === 'hours.open' && !['true', 'false'].includes(String(condition.value))) {
    return [`${where}: whether it is open is compared with true or false.`];
  }
  const values = Array.isArray(condition.value) ? condition.value : [condition.value];
  const blank = values.length === 0 || values.some((value) => typeof value === 'string' && value.trim() === '');
  return blank ? [`${where}: a condition on "${condition.field}" has no value.`] : [];
}
