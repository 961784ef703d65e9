/** What the search found: customers, then messages with the hit marked; each opens its conversation, a message at its place. */
import { Button } from '@mantine/core';
import { IconSearchOff } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { ContactHit, MessageHit, View } from '../../../src/api/http/contract';
import { query } from '../api/client';
import { useContactHits, useMessageHits } from '../api/search';
import { EmptyState, ErrorState } from '../shell/states';
import { age, fullTime, useNow } from '../words/time';
import { channelName, contactName } from '../words/words';
import { ChannelIcon } from './channel-icon';
import { RowSkeletons } from './conversation-list';
import classes from './inbox.module.css';

interface Props {
  ref: Ref<HTMLDivElement>;
  q: string;
  view: View;
  openId: string | null;
}

export function SearchResults({ ref, q, view, openId }: Props) {
  const messages = useMessageHits(q);
  const contacts = useContactHits(q);
  const [parameters] = useSearchParams();
  const openAt = parameters.get('at');
  const team = parameters.get('team');
  const pathOf = (id: string, at: number | null) => query(`/inbox/${view}/${id}`, { team, q, at });
  const failed = [messages, contacts].find((hits) => hits.isError && hits.rows.length === 0);
  const pending = messages.isPending || contacts.isPending;
  const nothing = !pending && !failed && messages.rows.length === 0 && contacts.rows.length === 0;

  return (
    <div ref={ref} className={classes.listScroll} onKeyDown={walkHits}>
      <p className="sr-only" role="status">
        {pending
          ? 'Searching'
          : `Found ${count(contacts, 'customer')} and ${count(messages, 'message')}. Press the down arrow to go through them.`}
      </p>
      {failed && <ErrorState error={failed.error} retry={() => void failed.refetch()} />}
      {nothing && (
        <EmptyState icon={<IconSearchOff size={32} stroke={1.5} />} title={`Nothing found for “${q}”`}>
          Words are found by how they begin, names and numbers by any three signs of them. Only what your teams may see
          is searched.
        </EmptyState>
      )}
      {pending && <RowSkeletons />}
      {contacts.rows.length > 0 && (
        <>
          <h2 className={classes.searchHead}>Customers</h2>
          <ul className={classes.hits}>
            {contacts.rows.map((hit) => (
              <li key={hit.contact.id}>
                <ContactLine
                  hit={hit}
                  to={pathOf(hit.conversationId, null)}
                  open={hit.conversationId === openId && openAt === null}
                />
              </li>
            ))}
          </ul>
          <More of={contacts} label="Show more customers" />
        </>
      )}
      {messages.rows.length > 0 && (
        <>
          <h2 className={classes.searchHead}>Messages</h2>
          <ul className={classes.hits}>
            {messages.rows.map((hit) => (
              <li key={hit.messageId}>
                <MessageLine
                  hit={hit}
                  to={pathOf(hit.conversationId, hit.seq)}
                  open={hit.conversationId === openId && openAt === String(hit.seq)}
                />
              </li>
            ))}
          </ul>
          <More of={messages} label="Show more messages" />
        </>
      )}
    </div>
  );
}

interface Hits {
  rows: unknown[];
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
}

function count({ rows, hasNextPage }: Hits, one: string): string {
  return `${rows.length}${hasNextPage ? ' or more' : ''} ${rows.length === 1 && !hasNextPage ? one : `${one}s`}`;
}

function More({ of, label }: { of: Hits; label: string }) {
  if (!of.hasNextPage) return null;
  return (
    <Button
      size="xs"
      variant="default"
      className={classes.hitMore}
      loading={of.isFetchingNextPage}
      onClick={() => void of.fetchNextPage()}
    >
      {label}
    </Button>
  );
}

function ContactLine({ hit, to, open }: { hit: ContactHit; to: string; open: boolean }) {
  const name = contactName(hit.contact);
  return (
    <HitLink to={to} open={open} name={name} channel={hit.channel} at={hit.lastMessageAt}>
      <p className={classes.hitWords}>
        {name === hit.contact.address ? '' : `${hit.contact.address} · `}
        {hit.team.name}
        {hit.status === 'closed' && ' · closed'}
      </p>
    </HitLink>
  );
}

function MessageLine({ hit, to, open }: { hit: MessageHit; to: string; open: boolean }) {
  return (
    <HitLink to={to} open={open} name={contactName(hit.contact)} channel={hit.channel} at={hit.at}>
      <p className={classes.hitWords}>
        {hit.author !== 'contact' && `${AUTHORS[hit.author]}: `}
        <Marked excerpt={hit.excerpt} marks={hit.marks} />
      </p>
    </HitLink>
  );
}

const AUTHORS = { agent: 'Agent', assistant: 'Assistant', system: 'Notice' } as const;

interface LinkProps {
  to: string;
  open: boolean;
  name: string;
  channel: string;
  at: string;
  children: ReactNode;
}

function HitLink({ to, open, name, channel, at, children }: LinkProps) {
  const now = useNow();
  return (
    <Link to={to} className={classes.hit} aria-current={open || undefined} data-hit>
      <span className={classes.rowLine}>
        <ChannelIcon channel={channel} size={15} />
        <span className="sr-only">{channelName(channel)}</span>
        <span className={classes.rowName} title={name}>
          {name}
        </span>
        <time className={classes.rowTime} dateTime={at} title={fullTime(at)}>
          {age(at, now)}
        </time>
      </span>
      {children}
    </Link>
  );
}

function Marked({ excerpt, marks }: Pick<MessageHit, 'excerpt' | 'marks'>) {
  const parts: ReactNode[] = [];
  let from = 0;
  for (const { start, end } of marks) {
    parts.push(excerpt.slice(from, start), <mark key={start}>{excerpt.slice(start, end)}</mark>);
    from = end;
  }
  return [...parts, excerpt.slice(from)];
}

const hitsIn = (list: Element | null): HTMLElement[] => [...(list?.querySelectorAll<HTMLElement>('[data-hit]') ?? [])];

export function focusFirstHit(list: Element | null): void {
  hitsIn(list)[0]?.focus();
}

/** Arrows go from one hit to the next. */
function walkHits(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const all = hitsIn(event.currentTarget);
  const at = all.findIndex((hit) => hit === document.activeElement);
  if (at === -1) return;
  event.preventDefault();
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
}
