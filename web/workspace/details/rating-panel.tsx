/** What the customer was asked after closing, and what they said. */
import type { ConversationDetail } from '../../../src/api/http/contract';
import { fullTime } from '../words/time';
import classes from './details.module.css';
import { Section } from './section';

type Rating = NonNullable<ConversationDetail['rating']>;

export function RatingPanel({ rating }: { rating: Rating }) {
  return (
    <Section title="Rating">
      <p className={classes.plain}>
        {rating.score === null ? 'Asked, not answered yet' : `${rating.score} of 5`}
        {rating.answeredBy === 'assistant' && ' · for the assistant'}
      </p>
      {rating.reason !== null && <p className={classes.plain}>“{rating.reason}”</p>}
      <p className={classes.quiet}>{fullTime(rating.ratedAt ?? rating.askedAt)}</p>
    </Section>
  );
}
