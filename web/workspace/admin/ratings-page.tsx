/** How customers rated: per team, people and assistant apart, and each rating with its reason. */
import { Button, Select, Table, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { RatingFigures } from '../../../src/api/http/contract';
import { useRatingFigures, useRatings } from '../api/ratings';
import { EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import classes from './admin.module.css';
import { AdminFrame } from './admin-frame';

type Group = RatingFigures['groups'][number];

const PERIODS = ['7', '30', '90', '365'].map((value) => ({ value, label: `Last ${value} days` }));

export function RatingsPage() {
  const [days, setDays] = useState('30');
  const figures = useRatingFigures(Number(days));
  const ratings = useRatings();
  const groups = figures.data?.groups ?? [];
  return (
    <AdminFrame
      title="Ratings"
      intro="What customers answered when they were asked how it went. Teams ask where it is switched on."
      action={
        <Select
          aria-label="Period"
          data={PERIODS}
          value={days}
          allowDeselect={false}
          onChange={(value) => value !== null && setDays(value)}
        />
      }
      query={figures}
    >
      {groups.length === 0 ? (
        <EmptyState title="Nobody was asked">Switch it on under Teams: customers are asked after closing.</EmptyState>
      ) : (
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Team</Table.Th>
                <Table.Th>Answered by</Table.Th>
                <Table.Th>Asked</Table.Th>
                <Table.Th>Answered</Table.Th>
                <Table.Th>Average</Table.Th>
                <Table.Th>1 · 2 · 3 · 4 · 5</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {groups.map((group) => (
                <Figures key={`${group.team.id} ${group.answeredBy}`} group={group} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Title order={2} size="h4">
        Newest
      </Title>
      {ratings.rows.length === 0 ? (
        <p className={classes.cardSub}>No rating yet.</p>
      ) : (
        <ul className={classes.cards}>
          {ratings.rows.map((rating) => (
            <li key={rating.id} className={classes.card}>
              <div className={classes.cardWords}>
                <p className={classes.cardTitle} style={{ whiteSpace: 'normal' }}>
                  {rating.score} of 5 · {rating.team} · {rating.agent ?? 'the assistant'}
                </p>
                {rating.reason !== null && <p style={{ margin: '4px 0', overflowWrap: 'anywhere' }}>{rating.reason}</p>}
                <time className={classes.cardSub} dateTime={rating.ratedAt}>
                  {fullTime(rating.ratedAt)}
                </time>
              </div>
              <Button component={Link} to={`/inbox/all/${rating.conversationId}`} variant="default" size="xs">
                Open conversation
              </Button>
            </li>
          ))}
        </ul>
      )}
      {ratings.hasNextPage && (
        <Button variant="default" loading={ratings.isFetchingNextPage} onClick={() => void ratings.fetchNextPage()}>
          Show older
        </Button>
      )}
    </AdminFrame>
  );
}

function Figures({ group }: { group: Group }) {
  const share = Math.round((group.answered / group.asked) * 100);
  return (
    <Table.Tr>
      <Table.Td>{group.team.name}</Table.Td>
      <Table.Td>{group.answeredBy === 'human' ? 'People' : 'Assistant'}</Table.Td>
      <Table.Td>{group.asked}</Table.Td>
      <Table.Td>
        {group.answered} ({share} %)
      </Table.Td>
      <Table.Td>{group.average === null ? '–' : group.average.toFixed(2)}</Table.Td>
      <Table.Td>{group.scores.join(' · ')}</Table.Td>
    </Table.Tr>
  );
}
