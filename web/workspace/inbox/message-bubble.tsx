/** One message: who said it, over what, its words with the evidence marked, what it cites, how far it got. */
import { IconBook2, IconSparkles } from '@tabler/icons-react';
import { memo, type ReactNode } from 'react';
import type { Message } from '../api/transcript';
import { clock, fullTime } from '../words/time';
import { channelName } from '../words/words';
import { AttachmentView } from './attachment-view';
import { ChannelIcon } from './channel-icon';
import { DeliveryMark } from './delivery-mark';
import classes from './inbox.module.css';
import { MailHead, MailOriginal } from './mail-parts';
import { Extras, Quoted, reactionOf } from './message-extras';

export interface Span {
  start: number;
  end: number;
}

interface Props {
  message: Message;
  conversationId: string;
  contact: string;
  /** The first of a row by one author: says who and how. */
  head: boolean;
  /** The last of a row: says when. */
  tail: boolean;
  evidence: readonly Span[];
  flash: boolean;
}

export const MessageBubble = memo(function MessageBubble({
  message,
  conversationId,
  contact,
  head,
  tail,
  evidence,
  flash,
}: Props) {
  const ours = message.author !== 'contact';
  const reaction = reactionOf(message);
  return (
    <article
      className={classes.message}
      data-ours={ours || undefined}
      data-author={message.author}
      data-flash={flash || undefined}
    >
      {head ? (
        <p className={classes.by}>
          <Author message={message} contact={contact} />
          <span className={classes.over} title={channelName(message.channel)}>
            <ChannelIcon channel={message.channel} size={14} silent />
            {channelName(message.channel)}
          </span>
          {message.via !== null && <span className={classes.over}>written by {channelName(message.via)}</span>}
        </p>
      ) : (
        <span className="sr-only">{authorName(message, contact)}:</span>
      )}
      <div className={classes.bubble}>
        <MailHead message={message} />
        <Quoted message={message} contact={contact} />
        {message.text !== '' && (
          <p className={classes.words} data-reaction={reaction || undefined}>
            {withMarks(message.text, evidence)}
          </p>
        )}
        <Extras message={message} empty={message.text === '' && message.attachments.length === 0} />
        {message.attachments.map((file) => (
          <AttachmentView key={file.id} conversationId={conversationId} file={file} />
        ))}
        <MailOriginal message={message} conversationId={conversationId} />
        {message.articles.length > 0 && (
          <ul className={classes.cites} aria-label="Articles cited">
            {message.articles.map((article) => (
              <li key={article.id}>
                <IconBook2 size={14} aria-hidden />{' '}
                {article.url === null ? (
                  article.title
                ) : (
                  <a href={article.url} target="_blank" rel="noreferrer noopener">
                    {article.title}
                  </a>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      {tail || troubled(message) ? (
        <p className={classes.foot}>
          <time dateTime={message.at} title={fullTime(message.at)}>
            {clock(message.at)}
          </time>
          {ours && message.delivery && <DeliveryMark delivery={message.delivery} />}
        </p>
      ) : (
        <span className="sr-only">{clock(message.at)}</span>
      )}
    </article>
  );
});

/** What is still under way, or went wrong, is never hidden within a row. */
const troubled = ({ delivery }: Message) =>
  delivery !== null && delivery.state !== 'delivered' && delivery.state !== 'read' && delivery.state !== 'accepted';

function authorName(message: Message, contact: string): string {
  switch (message.author) {
    case 'contact':
      return message.authorName ?? contact;
    case 'assistant':
      return 'Assistant';
    case 'agent':
      return message.authorName ?? 'Agent';
    case 'system':
      return 'Automatic notice';
  }
}

function Author({ message, contact }: { message: Message; contact: string }) {
  const name = authorName(message, contact);
  return (
    <strong className={classes.author} title={name}>
      {message.author === 'assistant' && <IconSparkles size={14} aria-hidden />} {name}
    </strong>
  );
}

/** The words that triggered the decision, at their stored offsets (UTF-16 code units, as here). */
function withMarks(text: string, spans: readonly Span[]): ReactNode {
  if (spans.length === 0) return text;
  const parts: ReactNode[] = [];
  let at = 0;
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const start = Math.max(at, Math.min(span.start, text.length));
    const end = Math.max(start, Math.min(span.end, text.length));
    if (end === start) continue;
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>);
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
}
