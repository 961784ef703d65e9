/** What would have changed a decision, in one plain sentence: for the agent who wonders why, and why not. */
import type { Policy } from '../../foundation/model/policy';
import type { Line } from './line';

export function counterfactual(lines: readonly Line[], first: Line | null, policy: Policy): string {
  if (!first || first.outcome === 'offer_human') return untilHandoff(lines, first, policy);
  const next = lines.find((line) => line.fired && line !== first && line.outcome !== 'offer_human');
  const without = withoutIt(first);
  if (next) return `${without}, it would still have gone to a human: ${cause(next)}.`;
  const offered = lines.find((line) => line.fired && line !== first);
  if (offered) return `${without}, the assistant would have answered and offered a human: ${cause(offered)}.`;
  return `${without}, the assistant would have answered.`;
}

function untilHandoff(lines: readonly Line[], first: Line | null, policy: Policy): string {
  const failure = lines.find((line) => line.rule === '5-repeated-failure');
  const signs = Number(failure?.values['signs'] ?? 0);
  const unknown = Number(failure?.values['unknownAnswers'] ?? 0);
  if (first?.rule === '4-soft-topic') {
    return 'A statement instead of a question, or an answer that is less than 50 % sure, would have handed off.';
  }
  if (first?.rule === '3-hard-topic') {
    return first.values['asksAboutRules'] === true
      ? 'Telling of something that happened, instead of asking how it is done, would have handed off.'
      : 'Plainer words, or an article about the matter as the nearest one, would have handed off.';
  }
  if (first?.rule === '8-not-readable') return 'The same without any words would have handed off.';
  const missing = policy.failureSignals - signs;
  if (signs > 0 && missing > 0) {
    return `${missing === 1 ? 'One more sign' : `${missing} more signs`} of failure (the same question again, "that did not help", anger, a further "I don't know") would have handed off.`;
  }
  if (unknown === 1) return 'Asking for a person would have handed off; so would two more answers of "I don\'t know".';
  return 'Asking for a person would have handed off.';
}

function withoutIt(line: Line): string {
  switch (line.rule) {
    case '1-danger':
      return 'Without the words that speak of danger to life';
    case '2-asked-for-human':
      return line.values['asked'] === true
        ? 'Without the request for a person'
        : 'Without the yes to the offered person';
    case '3-hard-topic':
    case '4-soft-topic':
      return `Without the matter "${line.reason.replaceAll('_', ' ')}"`;
    case '5-repeated-failure':
      return 'With fewer signs of failure';
    case '6-assistant-failed':
      return 'Had the assistant not failed';
    case '8-not-readable':
      return 'With words beside what cannot be read';
    default:
      return `Without the rule "${String(line.values['name'] ?? line.rule)}"`;
  }
}

function cause(line: Line): string {
  switch (line.rule) {
    case '2-asked-for-human':
      return 'the customer asked for a person';
    case '3-hard-topic':
    case '4-soft-topic':
      return `the matter is "${line.reason.replaceAll('_', ' ')}"`;
    case '5-repeated-failure':
      return 'there are signs that the answers do not help';
    case '6-assistant-failed':
      return 'the assistant failed';
    case '8-not-readable':
      return 'something came that the assistant cannot read';
    case '9-language':
      return 'the assistant does not speak the language';
    default:
      return `the rule "${String(line.values['name'] ?? line.rule)}" applies`;
  }
}
