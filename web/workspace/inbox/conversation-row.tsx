/** One line of the list: who, over what, why, whose, how long, and the last words. */
import { IconCalendarTime, IconClockHour4, IconMoonStars, IconSparkles } from '@tabler/icons-react';
import { memo } from 'react';
import type { ConversationSummary } from '../../../src/api/http/contract';
import { age, comesBack, fullTime, spokenAge, useNow } from '../words/time';
import { contactName, reasonName, reasonTone } from '../words/words';
import { ChannelIcon } from './channel-icon';
import { NearClock } from './clocks';
import classes from './inbox.module.css';
import { Tag } from './tag';

export const ROW_HEIGHT = 88;
const LONG_WAIT_MS = 15 * 60 * 1000;

interface Props {
  row: ConversationSummary;
  me: string;
  open: boolean;
  cursor: boolean;
  showTeam: boolean;
}

export const ConversationRow = memo(function ConversationRow({ row, me, open, cursor, showTeam }: Props) {
  const now = useNow();
  const name = contactName(row.contact);
  const waits = row.holder === 'queue' && row.waitingSince !== null;
  return (
    <div
      className={classes.row}
      data-open={open || undefined}
      data-cursor={cursor || undefined}
      data-unread={row.unread || undefined}
    >
      <span className={classes.rowIcon}>
        <ChannelIcon channel={row.channel} size={18} />
        {row.unread && <span className={classes.unread} aria-hidden />}
      </span>
      <span className={classes.rowMain}>
        <span className={classes.rowLine}>
          <span className={classes.rowName} title={name}>
            {row.unread && <span className="sr-only">Unread: </span>}
            {name}
          </span>
          {row.snoozedUntil !== null ? (
            <Snoozed until={row.snoozedUntil} now={now} />
          ) : waits ? (
            <Wait since={row.waitingSince ?? ''} now={now} />
          ) : (
            <LastTime row={row} now={now} />
          )}
        </span>
        <span className={classes.rowWords} title={row.lastMessage?.text}>
          {lastWords(row, me)}
        </span>
        <span className={classes.rowTags}>
          <NearClock clocks={row.clocks} now={now} />
          {row.reason !== null && <Tag tone={reasonTone(row.reason)}>{reasonName(row.reason)}</Tag>}
          {showTeam && (
            <span className={classes.rowMeta} title={row.team.name}>
              {row.team.name}
            </span>
          )}
          <Owner row={row} me={me} />
        </span>
      </span>
    </div>
  );
});

function Wait({ since, now }: { since: string; now: number }) {
  if (Date.parse(since) > now) {
    return (
      <span className={classes.snoozed} title={`Wants to be written to ${fullTime(since)}`}>
        <IconCalendarTime size={14} aria-hidden />
        <span className="sr-only">wants to be written to at </span>
        <time dateTime={since}>{comesBack(since, now)}</time>
      </span>
    );
  }
  const long = now - Date.parse(since) > LONG_WAIT_MS;
  return (
    <span className={classes.wait} data-long={long || undefined} title={`Waiting since ${fullTime(since)}`}>
      <IconClockHour4 size={14} aria-hidden />
      <span aria-hidden>{age(since, now)}</span>
      <span className="sr-only">waiting for {spokenAge(since, now)}</span>
    </span>
  );
}

function Snoozed({ until, now }: { until: string; now: number }) {
  return (
    <span className={classes.snoozed} title={`Snoozed; comes back ${fullTime(until)}`}>
      <IconMoonStars size={14} aria-hidden />
      <span className="sr-only">snoozed until </span>
      <time dateTime={until}>{comesBack(until, now)}</time>
    </span>
  );
}

function LastTime({ row, now }: { row: ConversationSummary; now: number }) {
  if (!row.lastMessage) return null;
  return (
    <time className={classes.rowTime} dateTime={row.lastMessage.at} title={fullTime(row.lastMessage.at)}>
      {age(row.lastMessage.at, now)}
    </time>
  );
}

function Owner({ row, me }: { row: ConversationSummary; me: string }) {
  if (row.status === 'closed') return <span className={classes.rowMeta}>Closed</span>;
  if (row.assignee) {
    const name = row.assignee.id === me ? 'You' : row.assignee.name;
    return (
      <span className={classes.rowMeta} title={row.assignee.name}>
        {name}
      </span>
    );
  }
  if (row.holder === 'assistant') {
    return (
      <span className={classes.rowMeta}>
        <IconSparkles size={13} aria-hidden /> Assistant
      </span>
    );
  }
  return null;
}

function lastWords(row: ConversationSummary, me: string): string {
  const last = row.lastMessage;
  if (!last) return 'No message yet';
  const text = last.text === '' ? 'Attachment' : last.text;
  switch (last.author) {
    case 'contact':
      return text;
    case 'assistant':
      return `Assistant: ${text}`;
    case 'agent':
      return `${row.assignee?.id === me ? 'You' : 'Agent'}: ${text}`;
    default:
      return `Notice: ${text}`;
  }
}
