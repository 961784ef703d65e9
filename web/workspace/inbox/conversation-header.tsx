/** Who this is, who owes the next reply and why, and what can be done about it. */
import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowsSplit2,
  IconArrowLeft,
  IconCheck,
  IconDotsVertical,
  IconHandGrab,
  IconInfoCircle,
  IconMoonStars,
  IconSparkles,
  IconUserShare,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ConversationDetail } from '../../../src/api/http/contract';
import { useMe } from '../session/session';
import { age, comesBack, fullTime, spokenAge, useNow } from '../words/time';
import { channelName, contactName, reasonName, reasonTone } from '../words/words';
import { ChannelIcon } from './channel-icon';
import { ClockTag } from './clocks';
import classes from './inbox.module.css';
import { Tag } from './tag';
import type { Actions } from './use-actions';

interface Props {
  conversation: ConversationDetail;
  actions: Actions;
  narrow: boolean;
  back: () => void;
  detailsShown: boolean;
  onDetails: () => void;
}

export function ConversationHeader({ conversation, actions, narrow, back, detailsShown, onDetails }: Props) {
  const { can } = conversation;
  const name = contactName(conversation.contact);
  const more = can.return || can.transfer || can.close || can.snooze;
  return (
    <header className={classes.header}>
      {narrow && (
        <ActionIcon variant="subtle" color="gray" size={44} onClick={back} aria-label="Back to the list">
          <IconArrowLeft size={22} aria-hidden />
        </ActionIcon>
      )}
      <div className={classes.headerMain}>
        <h2 className={classes.headerName} title={name}>
          <span className={classes.truncate}>{name}</span>
          {conversation.channels.map((channel) => (
            <span key={channel} className={classes.headerChannel} title={channelName(channel)}>
              <ChannelIcon channel={channel} size={17} />
            </span>
          ))}
        </h2>
      </div>
      <div className={classes.headerActions}>
        {can.accept && (
          <Button
            size="sm"
            onClick={actions.accept}
            loading={actions.busy}
            leftSection={narrow ? undefined : <IconCheck size={18} aria-hidden />}
          >
            Accept
          </Button>
        )}
        {can.takeOver && !can.accept && (
          <Button
            size="sm"
            variant={conversation.holder === 'assistant' && conversation.status !== 'closed' ? 'filled' : 'default'}
            onClick={actions.takeOver}
            loading={actions.busy}
            leftSection={narrow ? undefined : <IconHandGrab size={18} aria-hidden />}
          >
            {conversation.status === 'closed' ? 'Reopen' : 'Take over'}
          </Button>
        )}
        {can.wake && (
          <Button size="sm" variant="default" onClick={actions.wake} loading={actions.busy}>
            Wake
          </Button>
        )}
        {!narrow && can.return && (
          <Button
            size="sm"
            variant="default"
            className={classes.wideOnly}
            onClick={() => actions.ask('return')}
            leftSection={<IconArrowBackUp size={18} aria-hidden />}
          >
            Return
          </Button>
        )}
        {!narrow && can.close && (
          <Button size="sm" variant="default" className={classes.wideOnly} onClick={() => actions.ask('close')}>
            Close
          </Button>
        )}
        {more && (
          <Menu position="bottom-end" width={230}>
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label="More actions">
                <IconDotsVertical size={18} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                disabled={!can.return}
                leftSection={<IconArrowBackUp size={16} aria-hidden />}
                onClick={() => actions.ask('return')}
              >
                Return to the assistant…
              </Menu.Item>
              <Menu.Item
                disabled={!can.snooze}
                leftSection={<IconMoonStars size={16} aria-hidden />}
                onClick={() => actions.ask('snooze')}
              >
                Snooze…
              </Menu.Item>
              <Menu.Item
                disabled={!can.pass}
                leftSection={<IconUserShare size={16} aria-hidden />}
                onClick={() => actions.ask('pass')}
              >
                Pass to a colleague…
              </Menu.Item>
              <Menu.Item
                disabled={!can.transfer}
                leftSection={<IconUsersGroup size={16} aria-hidden />}
                onClick={() => actions.ask('transfer')}
              >
                Hand to another team…
              </Menu.Item>
              <Menu.Item
                disabled={!can.split}
                leftSection={<IconArrowsSplit2 size={16} aria-hidden />}
                onClick={() => actions.ask('split')}
              >
                A new matter…
              </Menu.Item>
              <Menu.Item
                disabled={!can.close}
                leftSection={<IconCheck size={16} aria-hidden />}
                onClick={() => actions.ask('close')}
              >
                Close…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        <Tooltip label={detailsShown ? 'Hide details' : 'Show details'}>
          <ActionIcon
            variant={detailsShown ? 'light' : 'default'}
            size={36}
            onClick={onDetails}
            aria-label="Details"
            aria-pressed={detailsShown}
          >
            <IconInfoCircle size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <Standing conversation={conversation} />
    </header>
  );
}

/** Owner and reason, always. */
function Standing({ conversation }: { conversation: ConversationDetail }) {
  const me = useMe();
  const now = useNow();
  const { holder, status, assignee, team, reason, waitingSince, snoozedUntil } = conversation;
  return (
    <p className={classes.standing}>
      {status === 'closed' ? (
        <Tag>Closed</Tag>
      ) : holder === 'queue' ? (
        <Tag tone="wait" title={`Waits for ${team.name}`}>
          Waits for {team.name}
          {waitingSince !== null && Date.parse(waitingSince) > now && (
            <> · to be written to {comesBack(waitingSince, now)}</>
          )}
          {waitingSince !== null && Date.parse(waitingSince) <= now && (
            <>
              <span aria-hidden> · {age(waitingSince, now)}</span>
              <span className="sr-only"> for {spokenAge(waitingSince, now)}</span>
            </>
          )}
        </Tag>
      ) : holder === 'agent' ? (
        <Tag tone="ok" title={assignee?.name}>
          {assignee?.id === me.agent.id ? 'Yours' : `Held by ${assignee?.name ?? 'an agent'}`}
        </Tag>
      ) : (
        <Tag tone="assistant">
          <IconSparkles size={13} aria-hidden />{' '}
          {conversation.account.assistantMode === 'answers' ? 'Assistant answers' : 'With the assistant'}
        </Tag>
      )}
      {status === 'open' &&
        holder !== 'assistant' &&
        conversation.clocks.map((clock) => <ClockTag key={clock.kind} clock={clock} now={now} />)}
      {snoozedUntil !== null && (
        <Tag title={`Comes back ${fullTime(snoozedUntil)}, or when the customer writes`}>
          Snoozed until {comesBack(snoozedUntil, now)}
        </Tag>
      )}
      {reason !== null && <Tag tone={reasonTone(reason)}>{reasonName(reason)}</Tag>}
      {holder !== 'queue' && (
        <span className={classes.rowMeta} title={team.name}>
          {team.name}
        </span>
      )}
      {conversation.account.assistantMode !== 'answers' && (
        <span className={classes.rowMeta}>
          {conversation.account.assistantMode === 'drafts' ? 'Assistant only drafts' : 'Assistant off'}
        </span>
      )}
    </p>
  );
}
