/** Whom a waiting handoff is offered to next, why, and why not the others. Pure; it grows strategies, never exceptions. */
import type { TeamRouting } from '../../foundation/config/team-routing';
import type { Candidate, PastOffer, Waiting } from './candidate';
import { eligibility, knows, speaks, strictness } from './eligible';

export interface Pick {
  agentId: string;
  /** null: the web inbox. */
  endpointId: string | null;
  seconds: number;
  why: string;
}

export interface Passed {
  agentId: string;
  why: string;
}

export interface Choice {
  picks: Pick[];
  /** Everybody else who could have been asked, each with what stood against them. */
  passed: Passed[];
}

export const DANGER = 9;
const ANYBODY = { language: false, skill: false };

/**
 * The next offers. Danger: every on-call agent on every endpoint at once, whatever their load; when none can be asked, as below.
 * Else one offer at a time: who knows the matter from before, then web before phone, then the team's strategy; the team's lead when
 * nobody else is left. No picks: nobody is left to ask now; the handoff stays in the team's queue for everybody to see.
 */
export function pick(
  waiting: Waiting,
  candidates: readonly Candidate[],
  past: readonly PastOffer[],
  routing: TeamRouting,
): Choice {
  const danger = waiting.priority >= DANGER;
  const asked = new Set(past.filter((offer) => offer.recent).map((offer) => key(offer.agentId, offer.endpointId)));
  const ways = (candidate: Candidate, reason: string): Pick[] =>
    [
      ...(candidate.online ? [{ endpointId: null, minutes: routing.minutes.web, way: 'on the web' }] : []),
      ...(candidate.quiet && !danger ? [] : candidate.endpoints.filter(({ closed }) => !closed)).map(({ id, way }) => ({
        endpointId: id,
        minutes: routing.minutes[way],
        way: way === 'mail' ? 'by mail' : 'on their phone',
      })),
    ]
      .filter((way) => !asked.has(key(candidate.agentId, way.endpointId)))
      .map(({ way, minutes, endpointId }) => ({
        agentId: candidate.agentId,
        endpointId,
        seconds: minutes * 60,
        why: `${reason}, ${way}`,
      }));

  const onCall = danger
    ? candidates.filter((candidate) => candidate.onCall).flatMap((candidate) => ways(candidate, 'on call'))
    : [];
  if (onCall.length > 0) return { picks: onCall, passed: [] };
  if (past.some((offer) => offer.state === 'open')) return { picks: [], passed: [] };

  const strict = danger ? ANYBODY : strictness(waiting, candidates, routing.relaxMinutes);
  const judged = candidates.map((candidate) => {
    const against = eligibility(waiting, candidate, past, { danger, strict });
    const way = against === null ? ways(candidate, reason(waiting, candidate, routing))[0] : undefined;
    return { candidate, way, against: against ?? (way ? null : 'was asked and did not answer') };
  });
  const inTurn = judged
    .flatMap(({ candidate, way }) => (way ? [{ candidate, way }] : []))
    .sort((a, b) => order(waiting, routing, a, b));
  const [first] = inTurn;
  if (first) {
    return {
      picks: [first.way],
      passed: judged
        .filter(({ candidate }) => candidate.agentId !== first.way.agentId)
        .map(({ candidate, against }) => ({ agentId: candidate.agentId, why: against ?? 'comes after them' })),
    };
  }
  // Somebody may be asked as soon as language and matter count no more: the lead comes after them.
  const relaxes = candidates.some(
    (one) =>
      eligibility(waiting, one, past, { danger, strict }) !== null &&
      eligibility(waiting, one, past, { danger, strict: ANYBODY }) === null &&
      ways(one, '').length > 0,
  );
  const lead = relaxes ? undefined : candidates.find(({ agentId }) => agentId === routing.leadId);
  const declined = past.some((offer) => offer.agentId === lead?.agentId && offer.recent && offer.state === 'declined');
  const picks = lead && !declined ? ways(lead, 'leads the team, and nobody else took it').slice(0, 1) : [];
  return {
    picks,
    passed: judged
      .filter(({ candidate }) => candidate.agentId !== picks[0]?.agentId)
      .map(({ candidate, against }) => ({ agentId: candidate.agentId, why: against ?? 'comes after them' })),
  };
}

interface Turn {
  candidate: Candidate;
  way: Pick;
}

function order(waiting: Waiting, routing: TeamRouting, a: Turn, b: Turn): number {
  const known = ({ candidate }: Turn): number => familiar(waiting, candidate, routing);
  const phone = ({ way }: Turn): number => Number(way.endpointId !== null);
  const early = (at: Date | null): number => at?.getTime() ?? 0;
  const load = a.candidate.load - b.candidate.load;
  const idle = early(a.candidate.idleSince) - early(b.candidate.idleSince);
  const byStrategy = {
    least_busy: () => load || idle,
    round_robin: () => early(a.candidate.offeredAt) - early(b.candidate.offeredAt) || load,
    longest_idle: () => idle || load,
    best_match: () => fit(waiting, b.candidate) - fit(waiting, a.candidate) || load || idle,
  };
  return (
    known(b) - known(a) ||
    phone(a) - phone(b) ||
    byStrategy[routing.strategy]() ||
    a.candidate.agentId.localeCompare(b.candidate.agentId)
  );
}

/** 2: named for it; 1: held this contact's last conversation. */
function familiar(waiting: Waiting, { agentId }: Candidate, routing: TeamRouting): number {
  if (agentId === waiting.preferredAgentId) return 2;
  return routing.lastAgentFirst && agentId === waiting.lastAgentId ? 1 : 0;
}

function fit(waiting: Waiting, candidate: Candidate): number {
  return Number(knows(waiting, candidate)) * 2 + Number(speaks(waiting, candidate));
}

function reason(waiting: Waiting, candidate: Candidate, routing: TeamRouting): string {
  const { load, capacity } = candidate;
  if (waiting.priority >= DANGER && candidate.onCall) return 'on call';
  const known = familiar(waiting, candidate, routing);
  if (known === 2) return 'knows the matter';
  if (known === 1) return 'held the last conversation with this customer';
  switch (routing.strategy) {
    case 'least_busy':
      return `holds ${load} of ${capacity}`;
    case 'round_robin':
      return candidate.offeredAt === null ? 'was never asked before' : 'in turn';
    case 'longest_idle':
      return candidate.idleSince === null ? 'has taken nothing yet' : 'took nothing for the longest time';
    case 'best_match':
      return knows(waiting, candidate) ? 'knows such matters' : `holds ${load} of ${capacity}`;
  }
}

function key(agentId: string, endpointId: string | null): string {
  return `${agentId}/${endpointId ?? 'web'}`;
}
