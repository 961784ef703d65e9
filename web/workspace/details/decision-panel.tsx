/** Why it was decided so: the words that triggered, every rule that was looked at, and what would have changed it. */
import { IconCheck, IconMinus } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { ConversationDetail } from '../../../src/api/http/contract';
import { Tag } from '../inbox/tag';
import { fullTime } from '../words/time';
import { reasonName, reasonTone, sentence } from '../words/words';
import classes from './details.module.css';
import { Section, Source } from './section';

type Decision = NonNullable<ConversationDetail['decision']>;

const OUTCOMES: Record<Decision['outcome'], string> = {
  continue: 'The assistant goes on',
  offer_human: 'A human was offered',
  handoff: 'Handed to a human',
  danger: 'Danger: handed over at once',
};

interface Props {
  conversationId: string;
  decision: Decision;
  onJump: (seq: number) => void;
}

export function DecisionPanel({ conversationId, decision, onJump }: Props) {
  const fired = decision.evaluated.filter((rule) => rule.fired);
  const quiet = decision.evaluated.filter((rule) => !rule.fired);
  return (
    <Section title="Decision">
      <p className={classes.plain}>
        {OUTCOMES[decision.outcome]} <Source seq={decision.seq} onJump={onJump} />
      </p>
      {decision.reason !== null && (
        <p className={classes.plain}>
          <Tag tone={reasonTone(decision.reason)}>{reasonName(decision.reason)}</Tag>
        </p>
      )}
      {decision.evidence.length > 0 && (
        <>
          <h4 className={classes.label}>Because of the words</h4>
          <ul className={classes.claims}>
            {decision.evidence.map((words, index) => (
              <li key={`${words.seq}-${words.start}-${index}`}>
                <q className={classes.quote}>{words.words}</q> <Source seq={words.seq} onJump={onJump} />
              </li>
            ))}
          </ul>
        </>
      )}
      {decision.counterfactual !== null && (
        <>
          <h4 className={classes.label}>What would have changed it</h4>
          <p className={classes.plain}>{decision.counterfactual}</p>
        </>
      )}
      <details className={classes.rules}>
        <summary>
          {decision.evaluated.length} rules looked at, {fired.length} fired
        </summary>
        <ul className={classes.claims}>
          {[...fired, ...quiet].map((rule) => (
            <li key={rule.rule} className={classes.rule} data-fired={rule.fired || undefined}>
              {rule.fired ? <IconCheck size={15} aria-hidden /> : <IconMinus size={15} aria-hidden />}
              <span>
                {sentence(rule.rule)}
                <span className="sr-only">{rule.fired ? ': fired' : ': did not fire'}</span>
                {Object.keys(rule.values).length > 0 && <span className={classes.values}>{inWords(rule.values)}</span>}
              </span>
            </li>
          ))}
        </ul>
        <p className={classes.quiet}>
          Policy version {decision.policyVersion}, {fullTime(decision.at)}
        </p>
      </details>
      <p className={classes.plain}>
        <Link to={`/decisions/${conversationId}#message-${decision.seq}`}>Every decision, in plain words</Link>
      </p>
    </Section>
  );
}

function inWords(values: Record<string, string | number | boolean>): string {
  return Object.entries(values)
    .map(([name, value]) => {
      const said =
        typeof value === 'boolean'
          ? value
            ? 'yes'
            : 'no'
          : typeof value === 'number'
            ? String(Math.round(value * 100) / 100)
            : value === ''
              ? 'none'
              : value;
      return `${sentence(name).toLowerCase()}: ${said}`;
    })
    .join(' · ');
}
