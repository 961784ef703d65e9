/** One conversation: header, transcript, composer, and beside them what an agent should know. */
import { Drawer, Skeleton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { ConversationDetail } from '../../../src/api/http/contract';
import { useConversation, useTranscript } from '../api/inbox';
import { usePreference } from '../session/preferences';
import { useMe } from '../session/session';
import { ErrorState } from '../shell/states';
import { useShortcuts } from '../shell/shortcuts';
import { Details } from '../details/details';
import { Composer, type ComposerHandle } from './composer';
import { ConversationHeader } from './conversation-header';
import classes from './inbox.module.css';
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
  useReadCursor(conversation.id, transcript.data?.lastSeq ?? 0, atEnd);

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
        <Composer
          handle={composer}
          conversation={conversation}
          actions={actions}
          onSend={(text, more) => {
            outbox.send(text, transcript.data?.lastSeq ?? conversation.lastSeq, more);
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
