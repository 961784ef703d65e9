/** Why the policy decided as it did, message by message, in plain words. */
import { Button, Skeleton, Stack, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation, useParams } from 'react-router';
import type { z } from 'zod';
import type { DecisionEntry, DecisionPage } from '../../../src/api/http/contract';
import { get, query } from '../api/client';
import { useConversation } from '../api/inbox';
import { keys } from '../api/keys';
import { Tag } from '../inbox/tag';
import { EmptyState, ErrorState } from '../shell/states';
import { fullTime } from '../words/time';
import { channelName, contactName, reasonName, reasonTone } from '../words/words';
import classes from './decisions.module.css';
import { LookedAt } from './looked-at';

export default function DecisionsPage() {
  const { conversationId = '' } = useParams();
  const { hash } = useLocation();
  const conversation = useConversation(conversationId);
  const decisions = useInfiniteQuery({
    queryKey: keys.decisions(conversationId),
    queryFn: ({ pageParam, signal }) =>
      get<z.infer<typeof DecisionPage>>(
        query(`/api/conversations/${conversationId}/decisions`, { cursor: pageParam, limit: 30 }),
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  });
  const rows = decisions.data?.pages.flatMap((page) => page.items) ?? [];
  const shown = rows.length > 0;
  useEffect(() => {
    if (shown && hash) document.getElementById(hash.slice(1))?.scrollIntoView({ block: 'start' });
  }, [shown, hash]);
  return (
    <div className={classes.scroll}>
      <main className={classes.page}>
        <header>
          <Title order={1} size="h3">
            Why it was decided so
          </Title>
          <p className={classes.quiet}>
            {conversation.data && `${contactName(conversation.data.contact)} · `}
            <Link to={`/inbox/all/${conversationId}`}>to the conversation</Link>
          </p>
        </header>
        {decisions.isPending ? (
          <Stack aria-busy aria-label="Loading">
            <Skeleton height={160} radius="md" />
            <Skeleton height={160} radius="md" />
          </Stack>
        ) : decisions.isError && !shown ? (
          <ErrorState error={decisions.error} retry={() => void decisions.refetch()} />
        ) : !shown ? (
          <EmptyState title="Nothing was decided here yet">
            The policy looks at each message of a customer; what it found then stands here.
          </EmptyState>
        ) : (
          <ol className={classes.list}>
            {rows.map((entry, index) => (
              <Entry
                key={entry.id}
                conversationId={conversationId}
                entry={entry}
                first={rows.findIndex((one) => one.seq === entry.seq) === index}
              />
            ))}
          </ol>
        )}
        {decisions.hasNextPage && (
          <Button
            variant="default"
            loading={decisions.isFetchingNextPage}
            onClick={() => void decisions.fetchNextPage()}
          >
            Show later ones
          </Button>
        )}
      </main>
    </div>
  );
}

const OUTCOMES: Record<DecisionEntry['outcome'], string> = {
  continue: 'The assistant may answer',
  offer_human: 'The assistant may answer, and a person is offered',
  handoff: 'A person is needed',
  danger: 'Danger: people are told at once',
};
const HOLDERS = { assistant: 'the assistant', queue: 'a team’s queue', agent: 'an agent' };

interface EntryProps {
  conversationId: string;
  entry: DecisionEntry;
  /** The first one of its message. */
  first: boolean;
}

function Entry({ conversationId, entry, first }: EntryProps) {
  const { around } = entry;
  return (
    <li className={classes.entry} id={first ? `message-${entry.seq}` : undefined}>
      <p className={classes.quiet}>
        <Link to={`/inbox/all/${conversationId}?at=${entry.seq}`}>Message {entry.seq}</Link>, {fullTime(entry.at)} ·
        policy version {entry.policyVersion}
        {!first && ' · looked at again after the assistant’s try'}
      </p>
      <blockquote className={classes.said}>{entry.text === '' ? '(no words)' : entry.text}</blockquote>
      <h2 className={classes.outcome} data-outcome={entry.outcome}>
        {OUTCOMES[entry.outcome]}{' '}
        {entry.reason !== null && <Tag tone={reasonTone(entry.reason)}>{reasonName(entry.reason)}</Tag>}
      </h2>
      {entry.evidence.length > 0 && (
        <p>
          Because of{' '}
          {entry.evidence.map((one, index) => (
            <span key={`${one.seq} ${one.start} ${index}`}>
              {index > 0 && ', '}
              <q>{one.words}</q>
              {one.seq !== entry.seq && ` (message ${one.seq})`}
            </span>
          ))}
        </p>
      )}
      {entry.counterfactual !== null && <p>{entry.counterfactual}</p>}
      {around && (
        <p className={classes.quiet}>
          {channelName(around.channel)}, {around.account} · held by {HOLDERS[around.holder]}
          {around.holder !== 'assistant' && ', so nothing more followed from it'} ·{' '}
          {around.hoursOpen ? 'within hours' : 'outside hours'}
          {around.nearest &&
            ` · nearest article: ${around.nearest.title}, ${Math.round(around.nearest.probability * 100)} %`}
        </p>
      )}
      <details open={first && entry.outcome !== 'continue'}>
        <summary>What was looked at, in this order</summary>
        <LookedAt evaluated={entry.evaluated} rule={entry.rule} />
      </details>
    </li>
  );
}
