/** One line of the policy's order: what it looked at and, when it fired, what it asks for. */
import type { Decision, Evaluated, Evidence, Policy, Reason } from '../../foundation/model/policy';

export interface Line extends Evaluated {
  outcome: Decision['outcome'];
  reason: Reason;
  team: string | null;
  priority: number;
  meanwhile: string | null;
  evidence: Evidence[];
}

/** Of the handoff that a line asks for; agents see the highest first. */
export const PRIORITY = { danger: 9, hard: 6, human: 4, failure: 4, other: 3, soft: 2 } as const;

/** A line that has not fired, with what `part` says otherwise. */
export function line(rule: string, reason: Reason, policy: Policy, part: Partial<Line>): Line {
  return {
    rule,
    reason,
    fired: false,
    outcome: 'handoff',
    team: policy.topics[reason]?.team ?? null,
    priority: PRIORITY.other,
    meanwhile: null,
    evidence: [],
    values: {},
    ...part,
  };
}
