/** The escalation policy: one message and what is known of it in, one explained decision out. Pure: the same input gives the same decision. */
import type { Decision, Policy, PolicyInput, Reason } from '../../foundation/model/policy';
import { applyRule } from './business-rules';
import { counterfactual } from './counterfactual';
import { PRIORITY, line } from './line';
import type { Line } from './line';
import { read } from './reading';
import type { Reading } from './reading';
import { sensitiveMatters } from './sensitive';
import type { Sensitive } from './sensitive';
import { agrees } from './signals/agreement';
import { asksForHuman } from './signals/asks-for-human';
import { danger } from './signals/danger';
import { anger, didNotHelp } from './signals/failure';
import { REPEATS_FROM, repetition } from './signals/repeats';
import { speaksOfFile } from './signals/files';

/** Signals of failure that count twice: a third "I don't know" hands off by itself. */
const THIRD_UNKNOWN = 3;

export function decide(input: PolicyInput, policy: Policy): Decision {
  const reading = read(input.message);
  const lines = [
    dangerLine(reading, policy),
    humanLine(reading, input, policy),
    ...sensitiveLines(reading, input, policy),
    failureLine(reading, input, policy),
    assistantLine(input, policy),
    ...ruleLines(reading, input, policy),
    readableLine(input, policy),
    languageLine(input, policy),
  ];
  const fired = lines.filter((line) => line.fired);
  const first =
    fired.find((line) => line.outcome === 'danger') ?? fired.find((line) => line.outcome === 'handoff') ?? fired[0];
  const evaluated = lines.map(({ rule, fired: hit, values }) => ({ rule, fired: hit, values }));
  if (!first) {
    return {
      outcome: 'continue',
      reason: null,
      rule: null,
      team: null,
      priority: 0,
      meanwhile: null,
      evidence: [],
      evaluated,
      counterfactual: counterfactual(lines, null, policy),
    };
  }
  // A hard matter chooses the team even when the customer's own wish came first in the order.
  const handing = fired.filter((line) => line.outcome === first.outcome);
  const hard = first.outcome === 'danger' ? undefined : handing.find((line) => line.rule === '3-hard-topic');
  return {
    outcome: first.outcome,
    reason: first.reason,
    rule: first.rule,
    team: hard?.team ?? first.team ?? handing.find((line) => line.team !== null)?.team ?? null,
    priority: Math.max(...handing.map((line) => line.priority)),
    meanwhile: first.outcome === 'danger' ? null : (fired.find((line) => line.meanwhile !== null)?.meanwhile ?? null),
    evidence: (hard && hard !== first ? [...first.evidence, ...hard.evidence] : first.evidence).map((piece) => ({
      ...piece,
    })),
    evaluated,
    counterfactual: counterfactual(lines, first, policy),
  };
}

function dangerLine(reading: Reading, policy: Policy): Line {
  const found = danger(reading);
  return line('1-danger', 'danger', policy, {
    fired: found !== null,
    outcome: 'danger',
    priority: PRIORITY.danger,
    evidence: found ? [found.evidence] : [],
    values: { kind: found?.kind ?? 'none' },
  });
}

function humanLine(reading: Reading, input: PolicyInput, policy: Policy): Line {
  const asked = asksForHuman(reading);
  const agreed = input.humanOffered && agrees(reading);
  return line('2-asked-for-human', 'asked_for_human', policy, {
    fired: asked.length > 0 || agreed,
    priority: PRIORITY.human,
    evidence: asked.length > 0 ? asked : agreed ? [reading.whole()] : [],
    values: { asked: asked.length > 0, offered: input.humanOffered, agreed },
  });
}

function sensitiveLines(reading: Reading, input: PolicyInput, policy: Policy): Line[] {
  const matters = sensitiveMatters(reading, input.nearest, policy);
  const of = (severity: Sensitive['severity'], rule: string, fallback: Reason, priority: number): Line => {
    const own = matters.filter((matter) => matter.severity === severity);
    const worst = own[0];
    if (!worst) {
      return line(rule, fallback, policy, { team: null, values: { probability: round(input.nearest.probability) } });
    }
    return line(rule, worst.reason, policy, {
      fired: true,
      outcome: worst.verdict,
      team: worst.team,
      priority,
      meanwhile: worst.meanwhile,
      evidence: worst.evidence,
      values:
        own.length > 1
          ? {
              ...worst.values,
              also: own
                .slice(1)
                .map((other) => other.reason)
                .join(', '),
            }
          : worst.values,
    });
  };
  return [
    of('hard', '3-hard-topic', 'dispute', PRIORITY.hard),
    of('soft', '4-soft-topic', 'cancellation', PRIORITY.soft),
  ];
}

function failureLine(reading: Reading, input: PolicyInput, policy: Policy): Line {
  const spoken = input.attempts > 0 || input.history.some((heard) => heard.author === 'assistant');
  const repeated = repetition(input.message.text, input.history);
  const repeats = spoken && repeated.cosine >= REPEATS_FROM;
  const unhelped = spoken ? didNotHelp(reading) : null;
  const angry = anger(reading, input.message.text);
  const unknown = input.unknownAnswers >= 2;
  const signs =
    Number(repeats) +
    Number(unhelped !== null) +
    Number(angry !== null) +
    Number(unknown) +
    Number(input.unknownAnswers >= THIRD_UNKNOWN);
  return line('5-repeated-failure', 'repeated_failure', policy, {
    // Anger without a failed answer is no failure of the assistant: somebody is offered.
    fired: signs > 0,
    outcome: signs >= policy.failureSignals ? 'handoff' : 'offer_human',
    priority: PRIORITY.failure,
    evidence: [
      ...(repeats && repeated.earlier
        ? [reading.whole(), { messageId: repeated.earlier.id, start: 0, end: repeated.earlier.text.length }]
        : []),
      ...(unhelped ? [unhelped] : []),
      ...(angry ? [angry] : []),
    ],
    values: {
      signs,
      needed: policy.failureSignals,
      repeats,
      similarity: round(repeated.cosine),
      didNotHelp: unhelped !== null,
      anger: angry !== null,
      unknownAnswers: input.unknownAnswers,
    },
  });
}

function assistantLine(input: PolicyInput, policy: Policy): Line {
  return line('6-assistant-failed', 'assistant_failed', policy, {
    fired: input.assistantFailure !== null,
    priority: PRIORITY.failure,
    values: { failure: input.assistantFailure ?? 'none' },
  });
}

function ruleLines(reading: Reading, input: PolicyInput, policy: Policy): Line[] {
  return policy.rules
    .filter((rule) => rule.enabled)
    .map((rule) => {
      const { fired, evidence } = applyRule(rule, input, reading);
      return line(rule.id, 'rule', policy, {
        fired,
        outcome: rule.then.outcome,
        team: rule.then.team ?? null,
        priority: rule.then.priority ?? PRIORITY.other,
        evidence,
        values: { name: rule.name, match: rule.match },
      });
    });
}

function readableLine(input: PolicyInput, policy: Policy): Line {
  const words = input.message.text.trim() !== '';
  const matters = !words || (input.unreadable && speaksOfFile(input.message.text));
  return line('8-not-readable', 'not_readable', policy, {
    fired: input.unreadable,
    outcome: matters ? 'handoff' : 'offer_human',
    values: { unreadable: input.unreadable, words, matters },
  });
}

function languageLine(input: PolicyInput, policy: Policy): Line {
  const language = input.language;
  return line('9-language', 'unsupported_language', policy, {
    fired: language !== undefined && !policy.languages.includes(language),
    outcome: 'offer_human',
    values: { language: language ?? 'not looked at', spoken: policy.languages.join(', ') },
  });
}

function round(value: number): number {
  return Number(value.toFixed(3));
}
