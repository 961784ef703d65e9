/** Whether two policies rule differently on one message, and how. Pure. */
import type { Decision, Ruling } from '../../foundation/model/policy';

/** `moved`: to a person under both, but to another team or with another priority. `offers`: the assistant answers under both, one offers a person. */
export const DIFFERENCES = ['newly', 'no_longer', 'moved', 'offers'] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** Null: what follows is the same. Wording (a meanwhile line, the name of a rule) makes no difference. */
export function difference(before: Ruling, after: Ruling): Difference | null {
  if (escalates(before) !== escalates(after)) return escalates(after) ? 'newly' : 'no_longer';
  if (!escalates(before)) return before.outcome === after.outcome ? null : 'offers';
  const same =
    before.outcome === after.outcome && before.priority === after.priority && sameTeam(before.team, after.team);
  return same ? null : 'moved';
}

export function escalates({ outcome }: Pick<Ruling, 'outcome'>): boolean {
  return outcome === 'handoff' || outcome === 'danger';
}

export function rulingOf({ outcome, reason, rule, team, priority, evidence, counterfactual }: Decision): Ruling {
  return { outcome, reason, rule, team, priority, evidence, counterfactual };
}

function sameTeam(one: string | null, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}
