/** One conversation: header, transcript, composer, and beside them what an agent should know. */
import { Drawer, Skeleton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { ConversationDetail, TranscriptEntry } from '../../../src/api/http/contract';
import { useConversation, useTranscript } from '../api/inbox';
import { usePreference } from '../session/preferences';
import { useMe } from '../session/session';
import { ErrorState } from '../shell/states';
import { fullTime } from '../words/time';
import { useShortcuts } from '../shell/shortcuts';
import { Details } from '../details/details';
import { Composer, type ComposerHandle } from './composer';
import { ConversationHeader } from './conversation-header';
import classes from './inbox.module.css';
import { Passed } from './passing';
import { useOutbox } from './outbox';
import { TranscriptView, type TranscriptHandle } from './transcript-view';
import { useActions } from './use-actions';
import { useReadCursor } from './use-read-cursor';

/** From here on the details stand beside the transcript; below they open over it. */
const ROOMY = '(min-width: 1200px)';

export function ConversationPane({ id, narrow, back }: { id: string; narrow: boolean; back: () => void }) {
  const conversation = useConversation(id);
  if (conversation.data) return <Loaded conversation={conversation.data} narrow={narrow} back={back} />;
  return (
    <section className={classes.pane} aria-label="Conversation" aria-busy={conversation.isPending}>
      {conversation.isError ? (
        <ErrorState error={conversation.error} retry={() => void conversation.refetch()} />
      ) : (
        <div className={classes.paneSkeleton} aria-hidden>
          <Skeleton height={24} width="40%" />
          <Skeleton height={18} width="55%" />
          <Skeleton height={56} width="55%" radius="md" mt="xl" />
          <Skeleton height={72} width="60%" radius="md" ml="auto" />
        </div>
      )}
    </section>
  );
}

function lastWords(entries: readonly TranscriptEntry[]): string {
  const last = entries.findLast((entry) => entry.type === 'message' && entry.author === 'contact');
  return last?.type === 'message' ? last.text.slice(0, 8_000) : '';
}

/** What the customer was told, or waits for too long, above the place where it is answered. */
function Owed({ conversation, meId }: { conversation: ConversationDetail; meId: string }) {
  const { handoff, assignee } = conversation;
  if (conversation.holder === 'assistant' || !handoff) return null;
  if (handoff.nudgedAt !== null) {
    return (
      <p className={classes.owed} data-tone="danger" role="status">
        {assignee?.id === meId
          ? 'The customer waits for you'
          : `The customer waits for ${assignee?.name ?? 'an answer'}`}
        {conversation.waitingSince !== null && ` since ${fullTime(conversation.waitingSince)}`}. Without an answer it is
        soon offered to others.
      </p>
    );
  }
  if (handoff.promisedBy === null) return null;
  return (
    <p className={classes.owed} data-tone="wait" role="status">
      The customer was told to have an answer by {fullTime(handoff.promisedBy)}.
    </p>
  );
}

function Loaded({
  conversation,
  narrow,
  back,
}: {
  conversation: ConversationDetail;
  narrow: boolean;
  back: () => void;
}) {
  const me = useMe();
  const roomy = useMediaQuery(ROOMY, window.matchMedia(ROOMY).matches);
  const [beside, setBeside] = usePreference('details');
  const [over, overDrawer] = useDisclosure(false);
  const transcript = useTranscript(conversation.id);
  const outbox = useOutbox(me.agent.id, conversation.id);
  const actions = useActions(conversation);
  const composer = useRef<ComposerHandle>(null);
  const view = useRef<TranscriptHandle>(null);
  const [atEnd, setAtEnd] = useState(true);
  const seen = useReadCursor(conversation.id, transcript.data?.lastSeq ?? 0, atEnd);

  // Who was asked about something newer has been told of it: edited or as it is, the next try goes.
  const asked = outbox.pending.some(({ stale }) => stale);
  const lastSeq = transcript.data?.lastSeq ?? 0;
  useEffect(() => {
    if (asked) seen.current = lastSeq;
  }, [asked, lastSeq, seen]);

  const closeOver = overDrawer.close;
  const jump = useCallback(
    (seq: number) => {
      closeOver();
      view.current?.jump(seq);
    },
    [closeOver],
  );
  // A hit of the search opens the conversation at its message; choosing the same one again goes there again.
  const [parameters] = useSearchParams();
  const { key: visit } = useLocation();
  const at = Number(parameters.get('at'));
  useEffect(() => {
    if (at > 0) view.current?.jump(at);
  }, [at, visit]);
  useShortcuts({
    a: () => {
      if (conversation.can.accept) actions.accept();
      else if (conversation.can.takeOver && conversation.status !== 'closed') actions.takeOver();
    },
    r: () => composer.current?.focus('reply'),
    s: () => {
      if (conversation.can.snooze) actions.ask('snooze');
    },
    n: () => composer.current?.focus('note'),
  });
  const theirWords = useMemo(() => lastWords(transcript.data?.entries ?? []), [transcript.data]);
  const evidence = useMemo(() => conversation.decision?.evidence ?? [], [conversation.decision]);

  const details = <Details conversation={conversation} onJump={jump} />;
  const showDetails = () => (roomy ? setBeside(!beside) : overDrawer.open());
  return (
    <>
      <section className={classes.pane} aria-label="Conversation">
        <ConversationHeader
          conversation={conversation}
          actions={actions}
          narrow={narrow}
          back={back}
          detailsShown={roomy && beside}
          onDetails={showDetails}
        />
        <TranscriptView
          handle={view}
          conversation={conversation}
          transcript={transcript}
          outbox={outbox}
          evidence={evidence}
          onEdit={(text) => composer.current?.put(text)}
          onAtEnd={setAtEnd}
        />
        <Passed conversation={conversation} meId={me.agent.id} actions={actions} />
        <Owed conversation={conversation} meId={me.agent.id} />
        <Composer
          handle={composer}
          conversation={conversation}
          actions={actions}
          theirWords={theirWords}
          onJump={jump}
          onBegin={() => {
            seen.current = lastSeq;
          }}
          onSend={(text, more) => {
            outbox.send(text, transcript.data?.lastSeq ?? conversation.lastSeq, seen.current, more);
            view.current?.toEnd();
          }}
        />
        {actions.dialogs}
      </section>
      {roomy ? (
        beside && (
          <aside className={classes.details} aria-label="Details">
            {details}
          </aside>
        )
      ) : (
        <Drawer
          opened={over}
          onClose={overDrawer.close}
          position="right"
          size={narrow ? '100%' : 380}
          title="Details"
          padding={0}
          classNames={{ header: classes.drawerHeader }}
        >
          {details}
        </Drawer>
      )}
    </>
  );
}
