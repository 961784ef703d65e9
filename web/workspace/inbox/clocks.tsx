/** What the customer is owed by when: one small word where there is room for one, each of them on the open conversation. */
import type { ConversationSummary } from '../../../src/api/http/contract';
import { age, fullTime, spokenAge } from '../words/time';
import { Tag } from './tag';

type Clock = ConversationSummary['clocks'][number];

const OWED: Record<Clock['kind'], string> = { first: 'First answer', next: 'Answer', resolution: 'Resolution' };
/** From so long before it is due on, a clock is shown in a list. */
const NEAR_MS = 15 * 60_000;

function words({ kind, dueAt }: Clock, now: number, say: typeof age): string {
  const due = Date.parse(dueAt);
  if (due <= now) return `${OWED[kind]} ${say(dueAt, now).replace(/^now$/u, 'just')} late`;
  const left = say(new Date(now).toISOString(), due);
  return `${OWED[kind]} due ${left === 'now' ? 'now' : `in ${left}`}`;
}

export function ClockTag({ clock, now }: { clock: Clock; now: number }) {
  const tone = Date.parse(clock.dueAt) <= now ? 'danger' : Date.parse(clock.dueAt) - now < NEAR_MS ? 'wait' : 'plain';
  return (
    <Tag tone={tone} title={`${OWED[clock.kind]} due ${fullTime(clock.dueAt)}, counted in the hours of the team`}>
      <span aria-hidden>{words(clock, now, age)}</span>
      <span className="sr-only">{words(clock, now, spokenAge)}</span>
    </Tag>
  );
}

/** Only what is due soon, or late. */
export function NearClock({ clocks: [first], now }: { clocks: Clock[]; now: number }) {
  return first && Date.parse(first.dueAt) - now < NEAR_MS ? <ClockTag clock={first} now={now} /> : null;
}
