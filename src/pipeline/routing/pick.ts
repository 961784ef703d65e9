/** Whom a waiting handoff is offered to next, and why. Pure; issue by issue this grows strategies, never exceptions. */

export interface Candidate {
  agentId: string;
  /** Signed in on the web and not away. */
  online: boolean;
  onCall: boolean;
  /** Open conversations that this agent holds. */
  load: number;
  capacity: number;
  /** Since when nothing was assigned to them; null: never. */
  idleSince: Date | null;
  /** Verified phones in the agent's own order. */
  endpointIds: string[];
}

export interface PastOffer {
  agentId: string;
  endpointId: string | null;
  state: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn';
}

export interface Waiting {
  priority: number;
  preferredAgentId: string | null;
}

export interface Pick {
  agentId: string;
  /** null: the web inbox. */
  endpointId: string | null;
  seconds: number;
  why: string;
}

export const DANGER = 9;
export const WEB_SECONDS = 120;
export const PHONE_SECONDS = 300;

/**
 * The next offers. Danger: every on-call agent on every endpoint at once, whatever their load; when none can be asked, as below.
 * Else one offer at a time: the preferred agent, then web before phone, lowest load, longest idle.
 * Empty: nobody is left to ask now; the handoff stays in the team's queue for everybody to see.
 */
export function pick(waiting: Waiting, candidates: readonly Candidate[], past: readonly PastOffer[]): Pick[] {
  const asked = new Set(past.map((offer) => key(offer.agentId, offer.endpointId)));
  const ways = (candidate: Candidate): Pick[] =>
    [
      ...(candidate.online ? [{ endpointId: null, seconds: WEB_SECONDS, way: 'on the web' }] : []),
      ...candidate.endpointIds.map((endpointId) => ({ endpointId, seconds: PHONE_SECONDS, way: 'on their phone' })),
    ]
      .filter((way) => !asked.has(key(candidate.agentId, way.endpointId)))
      .map(({ way, ...rest }) => ({
        agentId: candidate.agentId,
        ...rest,
        why: `${reason(waiting, candidate)}, ${way}`,
      }));

  const onCall = waiting.priority >= DANGER ? candidates.filter((candidate) => candidate.onCall).flatMap(ways) : [];
  if (onCall.length > 0) return onCall;
  if (past.some((offer) => offer.state === 'open')) return [];

  const declined = new Set(past.filter((offer) => offer.state === 'declined').map((offer) => offer.agentId));
  const next = candidates
    .filter((candidate) => !declined.has(candidate.agentId))
    .filter((candidate) => candidate.load < candidate.capacity || waiting.priority >= DANGER)
    .flatMap((candidate) =>
      ways(candidate)
        .slice(0, 1)
        .map((way) => ({ candidate, way })),
    )
    .sort(
      (a, b) =>
        Number(b.candidate.agentId === waiting.preferredAgentId) -
          Number(a.candidate.agentId === waiting.preferredAgentId) ||
        Number(a.way.endpointId !== null) - Number(b.way.endpointId !== null) ||
        a.candidate.load - b.candidate.load ||
        (a.candidate.idleSince?.getTime() ?? 0) - (b.candidate.idleSince?.getTime() ?? 0) ||
        a.candidate.agentId.localeCompare(b.candidate.agentId),
    );
  return next.slice(0, 1).map(({ way }) => way);
}

function reason(waiting: Waiting, candidate: Candidate): string {
  if (waiting.priority >= DANGER && candidate.onCall) return 'on call';
  if (candidate.agentId === waiting.preferredAgentId) return 'knows the matter';
  return `holds ${candidate.load} of ${candidate.capacity}`;
}

function key(agentId: string, endpointId: string | null): string {
  return `${agentId}/${endpointId ?? 'web'}`;
}
