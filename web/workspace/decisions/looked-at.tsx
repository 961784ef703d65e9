/** What the policy looked at on one message, in its order, and what it found. */
import { IconCheck, IconMinus } from '@tabler/icons-react';
import type { DecisionEntry } from '../../../src/api/http/contract';
import classes from './decisions.module.css';
import { inWords } from './rule-words';

interface Props {
  evaluated: DecisionEntry['evaluated'];
  /** The one that decided. */
  rule: string | null;
}

export function LookedAt({ evaluated, rule }: Props) {
  return (
    <ol className={classes.rules}>
      {evaluated.map((one, index) => {
        const { asks, found } = inWords(one);
        return (
          <li key={`${one.rule} ${index}`} data-fired={one.fired || undefined}>
            {one.fired ? <IconCheck size={16} aria-hidden /> : <IconMinus size={16} aria-hidden />}
            <span>
              <strong>{asks}</strong>
              <span className="sr-only">{one.fired ? ' It fired.' : ' It did not fire.'}</span> {found}
              {one.rule === rule && <em> This decided.</em>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
