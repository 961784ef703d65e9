/** What changed from one policy to the next, a line each, in the words of the admin screen. Pure. */
import { isDeepStrictEqual } from 'node:util';
import type { Condition, Policy, Rule, Topic } from '../../foundation/model/policy';

export function policyChanges(before: Policy, after: Policy): string[] {
  const lines: string[] = [];
  if (before.danger.text !== after.danger.text) lines.push('The text in case of danger was reworded.');
  if (before.failureSignals !== after.failureSignals) {
    lines.push(`Signs of failure: ${before.failureSignals} → ${after.failureSignals}.`);
  }
  if (!isDeepStrictEqual(before.languages, after.languages)) {
    lines.push(`Languages: ${before.languages.join(', ')} → ${after.languages.join(', ')}.`);
  }
  const reasons = new Set([...Object.keys(before.topics), ...Object.keys(after.topics)]) as Set<keyof Policy['topics']>;
  for (const reason of reasons) {
    const [was, is] = [inWords(before.topics[reason]), inWords(after.topics[reason])];
    if (was !== is) lines.push(`Topic ${reason.replaceAll('_', ' ')}: ${was} → ${is}.`);
  }
  for (const rule of after.rules) {
    const was = before.rules.find((one) => one.id === rule.id);
    if (!was) lines.push(`Rule “${rule.name}” added.`);
    else if (!isDeepStrictEqual(plain(was), plain(rule))) lines.push(`Rule “${rule.name}”: ${ruleChange(was, rule)}.`);
  }
  for (const rule of before.rules) {
    if (!after.rules.some((one) => one.id === rule.id)) lines.push(`Rule “${rule.name}” removed.`);
  }
  const kept = (policy: Policy, other: Policy): string[] =>
    policy.rules.map((rule) => rule.id).filter((id) => other.rules.some((rule) => rule.id === id));
  if (!isDeepStrictEqual(kept(before, after), kept(after, before))) lines.push('The order of the rules.');
  return lines;
}

function inWords(topic: Omit<Topic, 'reason'> | undefined): string {
  if (!topic) return 'as built in';
  return [topic.severity, topic.team ? `to ${topic.team}` : null, topic.meanwhile ? `“${topic.meanwhile}”` : null]
    .filter(Boolean)
    .join(', ');
}

function ruleChange(was: Rule, is: Rule): string {
  const parts: string[] = [];
  if (was.enabled !== is.enabled) parts.push(is.enabled ? 'switched on' : 'switched off');
  if (was.name !== is.name) parts.push(`was called “${was.name}”`);
  if (was.match !== is.match) parts.push(`${was.match} → ${is.match} of its conditions`);
  if (!isDeepStrictEqual(plain(was.conditions), plain(is.conditions))) {
    parts.push(`${conditions(was.conditions)} → ${conditions(is.conditions)}`);
  }
  if (!isDeepStrictEqual(plain(was.then), plain(is.then))) parts.push(`${then(was.then)} → ${then(is.then)}`);
  return parts.join('; ');
}

function conditions(all: readonly Condition[]): string {
  return all
    .map(({ field, name, operator, value }) =>
      [name ?? field, operator.replaceAll('_', ' '), Array.isArray(value) ? value.join(' | ') : String(value)].join(
        ' ',
      ),
    )
    .join(', ');
}

function then({ outcome, team, priority }: Rule['then']): string {
  return [
    outcome === 'handoff' ? 'hand off' : 'offer a person',
    team ? `to ${team}` : null,
    priority === undefined ? null : `priority ${priority}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
