/** The handoff's way: who asked, which team, to whom it was offered and what they said. */
import type { ConversationDetail } from '../../../src/api/http/contract';
import { fullTime } from '../words/time';
import { channelName, offerStateName, reasonName, requestedByName } from '../words/words';
import classes from './details.module.css';
import { Section, Source } from './section';

type Handoff = NonNullable<ConversationDetail['handoff']>;

const STATES: Record<Handoff['state'], string> = {
  queued: 'Waits in the queue',
  offered: 'Offered, waits for an answer',
  accepted: 'Accepted',
  returned: 'Returned to the assistant',
  closed: 'Closed',
  cancelled: 'Taken back',
};

export function HandoffPanel({ handoff, onJump }: { handoff: Handoff; onJump: (seq: number) => void }) {
  return (
    <Section title="Handoff">
      <p className={classes.plain}>
        {STATES[handoff.state]}
        {handoff.agent && ` · ${handoff.agent.name}`}
      </p>
      <ol className={classes.steps}>
        <li>
          {reasonName(handoff.reason)}, asked for by {requestedByName(handoff.requestedBy)}, for {handoff.team.name}{' '}
          <Source seq={handoff.requestedSeq} onJump={onJump} />
          <time dateTime={handoff.requestedAt}>{fullTime(handoff.requestedAt)}</time>
        </li>
        {handoff.offers.map((offer) => (
          <li key={offer.id}>
            {offer.from === null ? 'Offered' : `Passed by ${offer.from.name}`} to {offer.agent.name} by{' '}
            {channelName(offer.endpoint)}: {offerStateName(offer.state)}
            {offer.detail !== null && <span className={classes.values}>{offer.detail}</span>}
            {offer.passed.length > 0 && (
              <details className={classes.values}>
                <summary>Why not others</summary>
                {offer.passed.map(({ agent, why }) => (
                  <div key={agent.id}>
                    {agent.name}: {why}
                  </div>
                ))}
              </details>
            )}
            <time dateTime={offer.offeredAt}>{fullTime(offer.offeredAt)}</time>
          </li>
        ))}
        {handoff.acceptedAt !== null && (
          <li>
            Accepted{handoff.agent && ` by ${handoff.agent.name}`}
            <time dateTime={handoff.acceptedAt}>{fullTime(handoff.acceptedAt)}</time>
          </li>
        )}
        {handoff.endedAt !== null && (
          <li>
            {STATES[handoff.state]}
            <time dateTime={handoff.endedAt}>{fullTime(handoff.endedAt)}</time>
          </li>
        )}
      </ol>
    </Section>
  );
}
