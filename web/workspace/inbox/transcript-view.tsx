/** The transcript: virtual, anchored at its end, older pages on the way up, and jumps to what a brief or a decision points at. */
import { Button, Loader, Skeleton } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type Ref } from 'react';
import type { ConversationDetail } from '../../../src/api/http/contract';
import type { useTranscript } from '../api/inbox';
import { EmptyState, ErrorState } from '../shell/states';
import { dayName, useNow } from '../words/time';
import { contactName } from '../words/words';
import classes from './inbox.module.css';
import { NewWords } from './new-words';
import type { useOutbox } from './outbox';
import { TranscriptRow } from './transcript-row';
import { arrived, rowsOf } from './transcript-rows';
import { TypingLine } from './typing-line';

export interface TranscriptHandle {
  jump(seq: number): void;
  toEnd(): void;
}

interface Props {
  handle: Ref<TranscriptHandle>;
  conversation: ConversationDetail;
  transcript: ReturnType<typeof useTranscript>;
  outbox: ReturnType<typeof useOutbox>;
  evidence: NonNullable<ConversationDetail['decision']>['evidence'];
  onEdit: (text: string) => void;
  onAtEnd: (atEnd: boolean) => void;
}

const END_PX = 48;
const LOAD_AHEAD_PX = 600;
const FLASH_MS = 2_200;

export function TranscriptView({ handle, conversation, transcript, outbox, evidence, onEdit, onAtEnd }: Props) {
  const { data, loadOlder, loadingOlder } = transcript;
  const now = useNow();
  const contact = contactName(conversation.contact);
  const rows = useMemo(() => rowsOf(data?.entries ?? [], outbox.pending), [data?.entries, outbox.pending]);
  // What the transcript shows itself has left the outbox.
  const { pending, drop } = outbox;
  useEffect(() => {
    const entries = data?.entries ?? [];
    pending.filter((item) => item.state === 'sent' && arrived(entries, item)).forEach((item) => drop(item.clientId));
  }, [data?.entries, pending, drop]);
  const scroller = useRef<HTMLDivElement>(null);
  const [flash, setFlash] = useState<string | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const begun = useRef(false);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 84,
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: END_PX,
    overscan: 8,
    paddingStart: 12,
    paddingEnd: 12,
  });

  useLayoutEffect(() => {
    if (begun.current || rows.length === 0) return;
    begun.current = true;
    virtual.scrollToEnd();
  }, [rows.length, virtual]);

  const older = data?.older ?? false;
  const onScroll = () => {
    const element = scroller.current;
    if (!element || !begun.current) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < END_PX;
    if (end !== atEnd) {
      setAtEnd(end);
      onAtEnd(end);
    }
    if (older && element.scrollTop < LOAD_AHEAD_PX) void loadOlder();
  };
  // A first page that does not fill the screen can never be scrolled.
  useEffect(() => {
    const element = scroller.current;
    if (older && element && virtual.getTotalSize() < element.clientHeight) void loadOlder();
  }, [older, rows.length, virtual, loadOlder]);

  const [target, setTarget] = useState<number | null>(null);
  useEffect(() => {
    if (target === null) return;
    const first = data?.entries[0]?.seq ?? 0;
    if (target < first && older) {
      void loadOlder(200);
      return;
    }
    const index = rows.findIndex(
      (row) => row.kind === 'entry' && row.entry.type === 'message' && row.entry.seq >= target,
    );
    const row = rows[index];
    setTarget(null);
    if (!row) return;
    virtual.scrollToIndex(index, { align: 'center' });
    setFlash(row.key);
  }, [target, data?.entries, older, rows, virtual, loadOlder]);
  useEffect(() => {
    if (flash === null) return;
    const timer = setTimeout(() => setFlash(null), FLASH_MS);
    return () => clearTimeout(timer);
  }, [flash]);

  useImperativeHandle(handle, () => ({ jump: setTarget, toEnd: () => virtual.scrollToEnd() }), [virtual]);

  return (
    <div className={classes.transcriptFrame}>
      <div
        ref={scroller}
        className={classes.transcript}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={`Transcript with ${contact}`}
      >
        {loadingOlder && (
          <div className={classes.loadingOlder}>
            <Loader size="xs" aria-label="Loading older messages" />
          </div>
        )}
        {transcript.isError && rows.length === 0 ? (
          <ErrorState error={transcript.error} retry={() => void transcript.refetch()} />
        ) : transcript.isPending ? (
          <div className={classes.transcriptWaiting} aria-hidden>
            <Skeleton height={56} width="55%" radius="md" />
            <Skeleton height={72} width="60%" radius="md" ml="auto" />
            <Skeleton height={40} width="35%" radius="md" />
          </div>
        ) : rows.length === 0 ? (
          <EmptyState title="No message yet">What is said on any channel appears here as one transcript.</EmptyState>
        ) : (
          <div className={classes.transcriptBottom}>
            <div style={{ height: virtual.getTotalSize(), position: 'relative', flex: 'none' }}>
              {virtual.getVirtualItems().map((item) => {
                const row = rows[item.index];
                if (!row) return null;
                return (
                  <div
                    key={item.key}
                    data-index={item.index}
                    ref={virtual.measureElement}
                    className={classes.transcriptPlace}
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    {row.day !== null && <p className={classes.day}>{dayName(row.day, now)}</p>}
                    <TranscriptRow
                      row={row}
                      conversationId={conversation.id}
                      contact={contact}
                      evidence={evidence}
                      flash={row.key === flash}
                      outbox={outbox}
                      onEdit={onEdit}
                    />
                  </div>
                );
              })}
            </div>
          </div>
        )}
      </div>
      {!atEnd && rows.length > 0 && (
        <Button
          className={classes.toEnd}
          size="xs"
          radius="xl"
          variant="default"
          leftSection={<IconArrowDown size={15} aria-hidden />}
          onClick={() => virtual.scrollToEnd({ behavior: 'auto' })}
        >
          Latest
        </Button>
      )}
      <TypingLine conversationId={conversation.id} contact={contact} />
      <NewWords entries={data?.entries ?? []} contact={contact} />
    </div>
  );
}
