/** One line of the transcript: a message, a note, a handoff's step, or a reply on its way. */
import { Button, Loader } from '@mantine/core';
import { IconAlertTriangle, IconFile, IconArrowsExchange, IconNote } from '@tabler/icons-react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { ConversationDetail } from '../../../src/api/http/contract';
import { clock, fullTime } from '../words/time';
import classes from './inbox.module.css';
import { MessageBubble, type Span } from './message-bubble';
import type { useOutbox } from './outbox';
import type { Pending } from './pending';
import type { Row } from './transcript-rows';

type Evidence = NonNullable<ConversationDetail['decision']>['evidence'];
const NONE: readonly Span[] = [];

interface Props {
  row: Row;
  conversationId: string;
  contact: string;
  evidence: Evidence;
  flash: boolean;
  outbox: ReturnType<typeof useOutbox>;
  onEdit: (text: string) => void;
}

export function TranscriptRow({ row, conversationId, contact, evidence, flash, outbox, onEdit }: Props) {
  const seq = row.kind === 'entry' && row.entry.type === 'message' ? row.entry.seq : null;
  const spans = useMemo(() => {
    const own = evidence.filter((one) => one.seq === seq);
    return own.length === 0 ? NONE : own;
  }, [evidence, seq]);

  if (row.kind === 'pending') return <OnItsWay pending={row.pending} outbox={outbox} onEdit={onEdit} />;
  const { entry } = row;
  switch (entry.type) {
    case 'message':
      return (
        <MessageBubble
          message={entry}
          conversationId={conversationId}
          contact={contact}
          head={row.head}
          tail={row.tail}
          evidence={spans}
          flash={flash}
        />
      );
    case 'note':
      return (
        <article className={classes.note}>
          <p className={classes.by}>
            <strong className={classes.author} title={entry.authorName}>
              <IconNote size={14} aria-hidden /> Note by {entry.authorName}
            </strong>
            <span>only colleagues see it</span>
            <time dateTime={entry.at} title={fullTime(entry.at)}>
              {clock(entry.at)}
            </time>
          </p>
          <p className={classes.words}>{entry.text}</p>
        </article>
      );
    case 'event':
      return (
        <p className={classes.event}>
          <IconArrowsExchange size={15} aria-hidden />
          <span>{entry.text}</span>
          {entry.leadsTo !== null && <Link to={`/inbox/all/${entry.leadsTo}`}>Open it</Link>}
          <time dateTime={entry.at} title={fullTime(entry.at)}>
            {clock(entry.at)}
          </time>
        </p>
      );
  }
}

function OnItsWay({ pending, outbox, onEdit }: { pending: Pending; outbox: Props['outbox']; onEdit: Props['onEdit'] }) {
  const failed = pending.state === 'failed';
  return (
    <article className={classes.message} data-ours data-author="agent" data-pending={pending.state}>
      <div className={classes.bubble}>
        {pending.text !== '' && <p className={classes.words}>{pending.text}</p>}
        {pending.files?.map((file) => (
          <p key={file.ticket} className={classes.chip}>
            <IconFile size={16} aria-hidden /> <span>{file.name}</span>
          </p>
        ))}
      </div>
      <p className={classes.foot}>
        {failed ? (
          <span className={classes.mark} data-state="failed" role="alert">
            <IconAlertTriangle size={15} aria-hidden /> Not sent: {pending.problem}
          </span>
        ) : (
          <>
            {pending.state === 'sending' && <Loader size={12} aria-hidden />}
            <span>{pending.state === 'sending' ? 'Sending' : 'Sent'}</span>
          </>
        )}
      </p>
      {failed && (
        <div className={classes.retry}>
          <Button size="compact-xs" onClick={() => outbox.retry(pending)}>
            {pending.stale ? 'Send as it is' : 'Try again'}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              onEdit(pending.text);
              outbox.drop(pending.clientId);
            }}
          >
            Edit
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => outbox.drop(pending.clientId)}>
            Discard
          </Button>
        </div>
      )}
    </article>
  );
}
