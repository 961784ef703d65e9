/** What the model was asked and what it costs, beside the caps that hold it back. */
import { Progress, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { AssistantUse } from '../../../src/api/http/contract';
import { get } from '../api/client';
import { keys } from '../api/keys';
import { Callout, EmptyState } from '../shell/states';
import { date, fullTime } from '../words/time';
import { AdminFrame } from './admin-frame';
import classes from './admin.module.css';

const number = new Intl.NumberFormat();
const OF = [
  { of: 'conversation', label: 'One conversation' },
  { of: 'contact', label: 'One customer, in 24 hours' },
  { of: 'day', label: 'Everybody, in a day' },
] as const;

export function AssistantPage() {
  const use = useQuery({
    queryKey: keys.assistantUse,
    queryFn: ({ signal }) => get<AssistantUse>('/api/admin/insights/assistant', signal),
    refetchInterval: 60_000,
  });
  return (
    <AdminFrame
      title="Assistant"
      intro="What the model was asked in the last 30 days, and what it may use. Over a cap the embedded assistant answers."
      query={use}
    >
      {use.data && <Use use={use.data} />}
    </AdminFrame>
  );
}

function Use({ use }: { use: AssistantUse }) {
  const money = (amount: number) => `${number.format(Math.round(amount * 100) / 100)} ${use.currency}`;
  const today = use.days.find(({ day }) => day === new Date().toISOString().slice(0, 10));
  return (
    <>
      {use.model === null ? (
        <Callout tone="accent" title="No model is configured">
          The embedded assistant answers from the knowledge, and costs nothing. OPENAI_API_KEY or OPENAI_BASE_URL brings
          a model.
        </Callout>
      ) : (
        <section className={classes.useToday} aria-label="Today">
          <Share label="Turns today" used={today?.turns ?? 0} cap={use.caps.day.turns} say={number.format} />
          <Share label="Tokens today" used={today?.tokens ?? 0} cap={use.caps.day.tokens} say={number.format} />
          <Share label="Cost today" used={today?.cost ?? 0} cap={use.caps.day.cost} say={money} />
        </section>
      )}
      <div className={classes.scrollX} role="region" aria-label="Caps" tabIndex={0}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>At most for</Table.Th>
              <Table.Th ta="right">Turns</Table.Th>
              <Table.Th ta="right">Tokens</Table.Th>
              <Table.Th ta="right">Cost</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {OF.map(({ of, label }) => (
              <Table.Tr key={of}>
                <Table.Td>{label}</Table.Td>
                <Table.Td ta="right">{number.format(use.caps[of].turns)}</Table.Td>
                <Table.Td ta="right">{number.format(use.caps[of].tokens)}</Table.Td>
                <Table.Td ta="right">{money(use.caps[of].cost)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {use.heldBack.length > 0 && (
        <Callout tone="wait" title="Held back by a cap in the last 24 hours">
          <ul className={classes.heldBack}>
            {use.heldBack.map((held) => (
              <li key={held.conversationId}>
                <Link to={`/inbox/all/${held.conversationId}`}>{fullTime(held.at)}</Link>: {held.cap}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {use.days.length === 0 ? (
        <EmptyState title="The model was not asked yet">Each day on which it was asked stands here.</EmptyState>
      ) : (
        <div className={classes.scrollX} role="region" aria-label="Day by day" tabIndex={0}>
          <Table striped verticalSpacing="xs">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Day (UTC)</Table.Th>
                <Table.Th ta="right">Turns</Table.Th>
                <Table.Th ta="right">For agents</Table.Th>
                <Table.Th ta="right">Failed</Table.Th>
                <Table.Th ta="right">Held back</Table.Th>
                <Table.Th ta="right">Tokens</Table.Th>
                <Table.Th ta="right">Cost</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {use.days.map((one) => (
                <Table.Tr key={one.day}>
                  <Table.Td>{date(`${one.day}T12:00:00.000Z`)}</Table.Td>
                  {[one.turns, one.aids, one.failed, one.heldBack, one.tokens].map((value, at) => (
                    <Table.Td key={at} ta="right">
                      {number.format(value)}
                    </Table.Td>
                  ))}
                  <Table.Td ta="right">{money(one.cost)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}

function Share({
  label,
  used,
  cap,
  say,
}: {
  label: string;
  used: number;
  cap: number;
  say: (value: number) => string;
}) {
  const percent = cap === 0 ? 100 : Math.min(100, (100 * used) / cap);
  return (
    <div>
      <p className={classes.useLabel}>
        {label} <strong>{say(used)}</strong> of {say(cap)}
      </p>
      <Progress value={percent} color={percent >= 80 ? 'red' : 'blue'} aria-label={label} />
    </div>
  );
}
