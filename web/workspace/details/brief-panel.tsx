/** The brief: why now, what they want, what was tried, facts, mood, next step. Every claim leads to its message. */
import { IconArrowRight } from '@tabler/icons-react';
import type { Brief, ConversationDetail } from '../../../src/api/http/contract';
import classes from './details.module.css';
import { Section, Source } from './section';

interface Props {
  handoff: NonNullable<ConversationDetail['handoff']>;
  /** False when the handoff is over: then it is history. */
  live: boolean;
  onJump: (seq: number) => void;
}

export function BriefPanel({ handoff, live, onJump }: Props) {
  const { brief } = handoff;
  return (
    <Section title={live ? 'Brief' : 'Brief of the last handoff'}>
      <p className={classes.why}>
        {brief.why} <Source seq={handoff.requestedSeq} onJump={onJump} />
      </p>
      <Claims title="Wants" claims={brief.wants} onJump={onJump} />
      <Claims title="As the assistant understood it" claims={brief.understood ?? []} onJump={onJump} />
      <Claims title="Tried" claims={brief.tried} onJump={onJump} />
      {brief.facts.length > 0 && (
        <>
          <h4 className={classes.label}>Facts</h4>
          <dl className={classes.facts}>
            {brief.facts.map((fact, index) => (
              <div key={`${fact.label}-${fact.seq}-${index}`}>
                <dt>{fact.label}</dt>
                <dd>
                  {fact.value} <Source seq={fact.seq} onJump={onJump} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      {brief.mood !== null && (
        <>
          <h4 className={classes.label}>Mood</h4>
          <p className={classes.plain}>{brief.mood}</p>
        </>
      )}
      <p className={classes.next}>
        <IconArrowRight size={16} aria-hidden />
        <span>
          <span className="sr-only">Next step: </span>
          {brief.nextStep}
        </span>
      </p>
    </Section>
  );
}

function Claims({ title, claims, onJump }: { title: string; claims: Brief['wants']; onJump: Props['onJump'] }) {
  if (claims.length === 0) return null;
  return (
    <>
      <h4 className={classes.label}>{title}</h4>
      <ul className={classes.claims}>
        {claims.map((claim, index) => (
          <li key={`${claim.seq}-${index}`}>
            {claim.text} <Source seq={claim.seq} onJump={onJump} />
          </li>
        ))}
      </ul>
    </>
  );
}
