/** What the knowledge lacks: what humans answered, to be reviewed, and what was asked and not answered, to be written. */
import { SegmentedControl, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useKnowledgeRate } from '../api/knowledge';
import { Callout } from '../shell/states';
import { AdminFrame } from './admin-frame';
import { GapList } from './gap-list';
import { SuggestionList } from './suggestion-list';

const PARTS = [
  { value: 'suggestions', label: 'To review' },
  { value: 'gaps', label: 'Not answered' },
  { value: 'dismissed', label: 'Dismissed' },
];

/** Measuring takes its time: the lists do not wait for it. */
const READY = { isPending: false, isError: false, error: null, data: null, refetch: () => undefined };

export function GapsPage() {
  const rate = useKnowledgeRate();
  const [part, setPart] = useState('suggestions');
  return (
    <AdminFrame
      title="Gaps"
      intro="Questions that the assistant could not answer. What you write or accept here is known at once; nothing is published by itself."
      query={READY}
    >
      {rate.isPending ? <Skeleton height={64} radius="md" /> : rate.data && <RateLine rate={rate.data} />}
      <SegmentedControl
        data={PARTS}
        value={part}
        onChange={setPart}
        aria-label="Which questions"
        style={{ alignSelf: 'flex-start' }}
      />
      {part === 'suggestions' ? <SuggestionList /> : <GapList state={part === 'gaps' ? 'open' : 'dismissed'} />}
    </AdminFrame>
  );
}

function RateLine({ rate }: { rate: NonNullable<ReturnType<typeof useKnowledgeRate>['data']> }) {
  const { questions, before, after, accepted, days } = rate;
  if (questions === 0) {
    return (
      <Callout tone="accent">Nobody asked anything in the last {days} days: there is nothing to measure yet.</Callout>
    );
  }
  const accept = [
    accepted.articles > 0 && count(accepted.articles, 'article'),
    accepted.phrasings > 0 && count(accepted.phrasings, 'phrasing'),
  ].filter(Boolean);
  return (
    <Callout
      tone={after > before ? 'ok' : 'accent'}
      title={
        accept.length === 0
          ? `The knowledge answers ${percent(after)} of the last ${count(questions, 'question')}`
          : `Answered: ${percent(before)} before, ${percent(after)} now`
      }
    >
      {accept.length === 0
        ? `Nothing was accepted in the last ${days} days.`
        : `The last ${count(questions, 'question')}, asked again without and with the ${accept.join(' and ')} accepted in the last ${days} days.`}
    </Callout>
  );
}

const percent = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
const count = (n: number, what: string): string => `${n.toLocaleString()} ${what}${n === 1 ? '' : 's'}`;
