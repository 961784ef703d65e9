/** What goes on now: who waits, who is there, who stays silent, what was promised and what failed; from here work is moved. */
import { Button, Checkbox, Group, Skeleton, Stack, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { Board, ConversationSummary } from '../../../src/api/http/contract';
import { useBoard } from '../api/inbox';
import { NearClock } from '../inbox/clocks';
import { Tag } from '../inbox/tag';
import { ErrorState } from '../shell/states';
import { age, comesBack, fullTime, spokenAge, useNow } from '../words/time';
import { channelName, contactName, reasonName } from '../words/words';
import { MoveDialog } from './move-dialog';
import classes from './now.module.css';

type Due = Board['silent'][number];

export default function NowPage() {
  const board = useBoard();
  return (
    <div className={classes.scroll}>
      <div className={classes.page}>
        <Title order={1} size="h3">
          Now
        </Title>
        {board.data ? (
          <Loaded board={board.data} />
        ) : board.isError ? (
          <ErrorState error={board.error} retry={() => void board.refetch()} />
        ) : (
          <Stack aria-busy aria-label="Loading">
            <Skeleton height={90} radius="md" />
            <Skeleton height={220} radius="md" />
          </Stack>
        )}
      </div>
    </div>
  );
}

function Loaded({ board }: { board: Board }) {
  const now = useNow();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [moving, setMoving] = useState(false);
  const shown = [...board.waiting, ...board.silent.map(({ conversation }) => conversation)];
  const rows = shown.filter(({ id }) => chosen.has(id));
  const choose = (id: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  const pick = (row: ConversationSummary) => (
    <Checkbox
      aria-label={`Choose ${contactName(row.contact)}`}
      checked={chosen.has(row.id)}
      onChange={(event) => choose(row.id, event.currentTarget.checked)}
    />
  );
  return (
    <>
      <ul className={classes.teams} aria-label="Waiting by team">
        {board.teams.map(({ team, waiting, oldestSince }) => (
          <li key={team.id} className={classes.team} data-hot={waiting > 0 || undefined}>
            <span className={classes.teamName} title={team.name}>
              {team.name}
            </span>
            <strong>{waiting >= 1_000 ? '1000+' : waiting}</strong>
            <span className={classes.quiet}>
              {oldestSince === null
                ? waiting > 0
                  ? 'to be written to later'
                  : 'nobody waits'
                : `wait; the longest: ${age(oldestSince, now)}`}
            </span>
          </li>
        ))}
      </ul>
      <div className={classes.grid}>
        <Part title="Waiting" empty="Nobody waits for a person." rows={board.waiting}>
          {(row) => (
            <>
              {pick(row)}
              <Who row={row} />
              <span className={classes.quiet}>{row.reason !== null && reasonName(row.reason)}</span>
              <NearClock clocks={row.clocks} now={now} />
              {row.waitingSince !== null && <Since at={row.waitingSince} now={now} />}
            </>
          )}
        </Part>
        <Part
          title="Silent owners"
          empty="Nobody leaves a customer without an answer."
          rows={board.silent.map((due) => ({ ...due, id: due.conversation.id }))}
        >
          {({ conversation, at }) => (
            <>
              {pick(conversation)}
              <Who row={conversation} />
              <span className={classes.quiet}>{conversation.assignee?.name}</span>
              <Since at={at} now={now} />
            </>
          )}
        </Part>
        {board.left.length > 0 && (
          <Part
            title="Their owner’s shift ended"
            empty=""
            rows={board.left.map((due) => ({ ...due, id: due.conversation.id }))}
          >
            {({ conversation, at, detail }) => (
              <>
                {pick(conversation)}
                <Who row={conversation} />
                <span className={classes.quiet}>{detail}</span>
                {conversation.waitingSince === null ? (
                  <span className={classes.quiet}>nobody waits</span>
                ) : (
                  <Since at={at} now={now} />
                )}
              </>
            )}
          </Part>
        )}
        <Part
          title="On duty"
          empty="No agent is in these teams."
          rows={board.onDuty.map((one) => ({ ...one, id: one.agent.id }))}
        >
          {({ agent, holds, capacity, reachable, teams }) => (
            <>
              <span className={classes.who} title={teams.join(', ')}>
                {agent.name}
              </span>
              <Tag tone={reachable === 'inbox' ? 'ok' : undefined}>
                {reachable === 'inbox' ? 'In the inbox' : reachable === 'phone' ? 'By phone or mail' : 'Away'}
              </Tag>
              <span className={classes.quiet}>
                {holds} of {capacity}
              </span>
            </>
          )}
        </Part>
        <Part
          title="Promised times"
          empty="Nothing is promised for the next half hour."
          rows={withKeys(board.promises)}
        >
          {({ conversation, at }) => (
            <>
              <Who row={conversation} />
              <span className={classes.quiet}>until {fullTime(at)}</span>
            </>
          )}
        </Part>
        <Part title="Not sent" empty="Nothing failed in the last day." rows={withKeys(board.failed)}>
          {({ conversation, at, detail }) => (
            <>
              <Who row={conversation} />
              <span className={classes.detail}>{detail}</span>
              <span className={classes.quiet}>{fullTime(at)}</span>
            </>
          )}
        </Part>
      </div>
      {rows.length > 0 && (
        <Group className={classes.bar} role="region" aria-label="Chosen conversations">
          <span>{rows.length} chosen</span>
          <Button size="sm" onClick={() => setMoving(true)}>
            Move…
          </Button>
          <Button size="sm" variant="default" onClick={() => setChosen(new Set())}>
            Clear
          </Button>
        </Group>
      )}
      {moving && (
        <MoveDialog
          rows={rows}
          onDuty={board.onDuty}
          onClose={() => setMoving(false)}
          onMoved={(refused) => {
            setMoving(false);
            setChosen(new Set(refused));
          }}
        />
      )}
    </>
  );
}

const withKeys = (rows: readonly Due[]) => rows.map((row, at) => ({ ...row, id: `${row.conversation.id}-${at}` }));

function Part<T extends { id: string }>({
  title,
  empty,
  rows,
  children,
}: {
  title: string;
  empty: string;
  rows: readonly T[];
  children: (row: T) => ReactNode;
}) {
  return (
    <section className={classes.part} aria-label={title}>
      <h2>
        {title} <span className={classes.quiet}>{rows.length >= 50 ? '50+' : rows.length}</span>
      </h2>
      {rows.length === 0 ? (
        <p className={classes.quiet}>{empty}</p>
      ) : (
        <ul className={classes.list}>
          {rows.map((row) => (
            <li key={row.id}>{children(row)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Who({ row }: { row: ConversationSummary }) {
  const name = contactName(row.contact);
  return (
    <Link to={`/inbox/all/${row.id}`} className={classes.who} title={`${name}, ${channelName(row.channel)}`}>
      {name}
    </Link>
  );
}

function Since({ at, now }: { at: string; now: number }) {
  if (Date.parse(at) > now) return <time dateTime={at}>at {comesBack(at, now)}</time>;
  return (
    <span className={classes.since}>
      <span aria-hidden>{age(at, now)}</span>
      <span className="sr-only">for {spokenAge(at, now)}</span>
    </span>
  );
}
