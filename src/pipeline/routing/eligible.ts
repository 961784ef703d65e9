/** Who may be offered a waiting handoff now, and why the others may not. Pure. */
import type { Candidate, PastOffer, Waiting } from './candidate';

/** So often one agent may decline one handoff before they are not asked again. */
export const DECLINES = 2;

/** The first thing that stands against an agent, in words that colleagues read; null: they may be asked. `strict`: whether language and matter count. */
export function eligibility(
  waiting: Waiting,
  candidate: Candidate,
  past: readonly PastOffer[],
  { danger, strict }: { danger: boolean; strict: Strict },
): string | null {
  if (!candidate.inTurn) return 'is asked when nobody else is left';
  const declined = past.filter((offer) => offer.agentId === candidate.agentId && offer.state === 'declined');
  if (declined.some((offer) => offer.recent)) return 'declined it';
  if (declined.length >= DECLINES) return `declined it ${declined.length} times`;
  if (!candidate.online && candidate.endpoints.every(({ closed }) => closed)) {
    return candidate.endpoints.length > 0 ? 'their WhatsApp takes no text now' : 'cannot be reached now';
  }
  if (!candidate.online && candidate.quiet && !danger) return 'not on the web, and has quiet hours';
  if (!danger) {
    if (candidate.load >= candidate.capacity) return `holds ${candidate.load} of ${candidate.capacity}`;
    const { liveLoad, liveCapacity } = candidate;
    if (waiting.pace === 'live' && liveCapacity !== null && liveLoad >= liveCapacity) {
      return `holds ${liveLoad} of ${liveCapacity} live ones`;
    }
  }
  if (strict.language && !speaks(waiting, candidate)) return `does not speak ${waiting.language ?? ''}`;
  if (strict.skill && !knows(waiting, candidate)) return 'others know the matter better';
  return null;
}

/** Who named no language is taken to speak the house's. */
export function speaks({ language }: Waiting, { languages }: Candidate): boolean {
  return language === null || languages.length === 0 || languages.includes(language);
}

export function knows({ skill }: Waiting, { skills }: Candidate): boolean {
  return skills.includes(skill);
}

export interface Strict {
  language: boolean;
  skill: boolean;
}

/**
 * Whether language and matter count still: for a while, and each only as far as somebody here has it. Asking for what nobody has would
 * be waiting for nothing.
 */
export function strictness(waiting: Waiting, candidates: readonly Candidate[], relaxMinutes: number): Strict {
  if (waiting.waitedSeconds >= relaxMinutes * 60) return { language: false, skill: false };
  const speakers = candidates.filter((one) => one.inTurn && speaks(waiting, one));
  const language = speakers.length > 0;
  return { language, skill: speakers.some((one) => knows(waiting, one)) };
}
