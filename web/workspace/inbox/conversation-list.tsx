/** The list: virtual rows over keyset pages, one cursor that keys and pointer share. */
import { Button, Center, Loader, Select, Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { View } from '../../../src/api/http/contract';
import { useCounts, useListWaitingFirst } from '../api/inbox';
import { useTeams } from '../api/people';
import { useMe } from '../session/session';
import { EmptyState, ErrorState } from '../shell/states';
import { useShortcuts } from '../shell/shortcuts';
import { ConversationRow, ROW_HEIGHT } from './conversation-row';
import classes from './inbox.module.css';
import { viewWords } from './views';

const NEAR_END = 8;

export function ConversationList({ view, openId, narrow }: { view: View; openId: string | null; narrow: boolean }) {
  const me = useMe();
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const teamId = parameters.get('team');
  const list = useListWaitingFirst(view, teamId);
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const scroller = useRef<HTMLDivElement>(null);
  const [cursorId, setCursorId] = useState<string | null>(openId);

  const virtual = useVirtualizer({
    count: rows.length + (hasNextPage ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? 'more',
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastShown >= rows.length - NEAR_END) void fetchNextPage();
  }, [lastShown, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);

  const cursor = rows.findIndex((row) => row.id === (cursorId ?? openId));
  const pathOf = (id: string) => `/inbox/${view}/${id}${teamId ? `?team=${teamId}` : ''}`;
  const open = (id: string) => void navigate(pathOf(id));
  const move = (by: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, cursor < 0 ? (by > 0 ? 0 : rows.length - 1) : cursor + by));
    const row = rows[to];
    if (!row) return;
    setCursorId(row.id);
    virtual.scrollToIndex(to, { align: 'auto' });
  };
  const openCursor = () => {
    const row = rows[cursor];
    if (row) open(row.id);
  };
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    Enter: openCursor,
  });

  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -rows.length, End: rows.length }[
      event.key
    ];
    if (step !== undefined) {
      event.preventDefault();
      move(step);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      openCursor();
    }
  };
  const onPointer = (id: string) => (event: MouseEvent) => {
    setCursorId(id);
    if (event.ctrlKey || event.metaKey) window.open(pathOf(id), '_blank', 'noopener');
    else open(id);
  };

  const words = viewWords(view);
  return (
    <>
      <ListHead
        view={view}
        teamId={teamId}
        narrow={narrow}
        onTeam={(id) => setParameters(id ? { team: id } : {}, { replace: true })}
      />
      <div
        ref={scroller}
        className={classes.listScroll}
        role="listbox"
        aria-label={words.label}
        aria-busy={list.isPending}
        tabIndex={0}
        onKeyDown={onKey}
        aria-activedescendant={cursor >= 0 ? `row-${rows[cursor]?.id}` : undefined}
      >
        {list.isPending ? (
          <RowSkeletons />
        ) : list.isError && rows.length === 0 ? (
          <ErrorState error={list.error} retry={() => void list.refetch()} />
        ) : rows.length === 0 ? (
          <EmptyState icon={<words.icon size={32} stroke={1.5} />} title={words.empty.title}>
            {teamId === null ? words.empty.how : 'Only one team is shown. Choose all teams above to see the rest.'}
          </EmptyState>
        ) : (
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
            {items.map((item) => {
              const row = rows[item.index];
              const place = { transform: `translateY(${item.start}px)`, height: item.size };
              if (!row) {
                return (
                  <Center key={item.key} className={classes.rowPlace} style={place}>
                    {list.isFetchNextPageError ? (
                      <Button size="xs" variant="default" onClick={() => void fetchNextPage()}>
                        Load more
                      </Button>
                    ) : (
                      <Loader size="sm" aria-label="Loading more" />
                    )}
                  </Center>
                );
              }
              return (
                <div
                  key={item.key}
                  id={`row-${row.id}`}
                  role="option"
                  aria-selected={row.id === openId}
                  aria-setsize={hasNextPage ? -1 : rows.length}
                  aria-posinset={item.index + 1}
                  className={classes.rowPlace}
                  style={place}
                  onClick={onPointer(row.id)}
                >
                  <ConversationRow
                    row={row}
                    me={me.agent.id}
                    open={row.id === openId}
                    cursor={item.index === cursor}
                    showTeam={teamId === null}
                  />
                </div>
              );
            })}
          </div>
        )}
      </div>
    </>
  );
}

function ListHead({
  view,
  teamId,
  narrow,
  onTeam,
}: {
  view: View;
  teamId: string | null;
  narrow: boolean;
  onTeam: (id: string | null) => void;
}) {
  const counts = useCounts();
  const teams = useTeams();
  const words = viewWords(view);
  const n = counts.data ? words.count(counts.data) : null;
  const choices = (teams.data ?? []).map((team) => ({ value: team.id, label: team.name }));
  if (narrow && choices.length < 2) return null;
  return (
    <div className={classes.listHead}>
      {!narrow && (
        <h1 className={classes.listTitle}>
          {words.label} {n !== null && <span className={classes.listCount}>{n}</span>}
        </h1>
      )}
      {choices.length > 1 && view !== 'mine' && (
        <Select
          aria-label="Team"
          size="xs"
          className={classes.teamSelect}
          data={choices}
          value={teamId}
          onChange={onTeam}
          placeholder="All teams"
          clearable
          comboboxProps={{ withinPortal: true }}
        />
      )}
    </div>
  );
}

export function RowSkeletons() {
  return (
    <div aria-hidden>
      {Array.from({ length: 7 }, (_, index) => (
        <div key={index} className={classes.rowSkeleton}>
          <Skeleton circle height={34} />
          <div className={classes.rowMain}>
            <Skeleton height={12} width={`${70 - (index % 3) * 12}%`} />
            <Skeleton height={10} mt={10} width="90%" />
            <Skeleton height={10} mt={10} width="40%" />
          </div>
        </div>
      ))}
    </div>
  );
}
