/** The ways to a contact with what the send gate says of the words in the composer: way, window, length, and why not. */
import { Button, Menu } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown, IconClockExclamation } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ConversationDetail, LegVerdict, Verdicts } from '../../../src/api/http/contract';
import { post } from '../api/client';
import { keys } from '../api/keys';
import { clock, useNow } from '../words/time';
import { channelName } from '../words/words';
import { ChannelIcon } from './channel-icon';
import classes from './inbox.module.css';

const ASK_AFTER_MS = 350;
const NONE: Verdicts = { legs: [], askedAgain: [] };
/** A window is spoken of once it is this near to its end. */
const COUNTDOWN_MINUTES = 240;
const URGENT_MINUTES = 30;

export const legKey = ({ accountId, addressId }: Pick<LegVerdict, 'accountId' | 'addressId'>) =>
  `${accountId} ${addressId}`;

/** Asked again when the words rest, and when anything in the conversation changes. */
export function useVerdicts(
  conversation: ConversationDetail,
  text: string,
  attached: readonly { mediaType: string; bytes: number }[] = [],
): Verdicts {
  const [rested] = useDebouncedValue(text.slice(0, 10_000), ASK_AFTER_MS);
  const files = attached.map(({ mediaType, bytes }) => ({ mediaType, bytes }));
  const { data } = useQuery({
    queryKey: [...keys.conversation(conversation.id), 'verdicts', conversation.revision, rested, files],
    queryFn: () => post<Verdicts>(`/api/conversations/${conversation.id}/verdicts`, { text: rested, files }),
    placeholderData: keepPreviousData,
    // A window closes without any news.
    refetchInterval: 60_000,
    gcTime: 60_000,
  });
  return data ?? NONE;
}

/** Which way the reply takes. */
export function LegPicker({
  legs,
  chosen,
  onChoose,
}: {
  legs: LegVerdict[];
  chosen: LegVerdict;
  onChoose: (leg: LegVerdict) => void;
}) {
  return (
    <Menu position="top-start" width={320} withinPortal>
      <Menu.Target>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {channelName(chosen.channel)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Reply on</Menu.Label>
        {legs.map((leg) => (
          <Menu.Item
            key={legKey(leg)}
            disabled={leg.blocked !== null}
            leftSection={<ChannelIcon channel={leg.channel} size={16} silent />}
            onClick={() => onChoose(leg)}
          >
            {channelName(leg.channel)}, {leg.address}
            {leg.current && ' (wrote here last)'}
            {leg.blocked !== null && <small className={classes.legWhy}>{leg.blocked}</small>}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Ways that are open while the chosen one is not. */
export function OtherWays({
  legs,
  chosen,
  onChoose,
}: {
  legs: LegVerdict[];
  chosen: LegVerdict;
  onChoose: (leg: LegVerdict) => void;
}) {
  const open = legs.filter((leg) => leg.blocked === null && leg !== chosen);
  if (open.length === 0) return null;
  return (
    <span className={classes.otherWays}>
      {open.map((leg) => (
        <Button key={legKey(leg)} size="compact-xs" variant="default" onClick={() => onChoose(leg)}>
          Write by {channelName(leg.channel)} instead
        </Button>
      ))}
    </span>
  );
}

/** How long free text is still allowed, once that is near. */
export function WindowLeft({ leg }: { leg: LegVerdict }) {
  const now = useNow();
  if (leg.windowClosesAt === null) return null;
  const minutes = Math.floor((Date.parse(leg.windowClosesAt) - now) / 60_000);
  if (minutes > COUNTDOWN_MINUTES || minutes < 0) return null;
  const left = minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
  return (
    <p className={classes.window} data-urgent={minutes <= URGENT_MINUTES || undefined} role="status">
      <IconClockExclamation size={15} aria-hidden />
      Free text is allowed for {left} more, until {clock(leg.windowClosesAt)}; then only when they write again.
    </p>
  );
}

/** What the words take: segments where they are billed, characters near the limit. */
export function SizeOf({
  leg,
  text,
  files,
  onSwap,
}: {
  leg: LegVerdict;
  text: string;
  files: number;
  onSwap: (text: string) => void;
}) {
  if (text === '' && files === 0) return null;
  const { size } = leg;
  if (leg.billedAs === 'mms') {
    return (
      <span
        className={classes.size}
        title="A message with a picture or another file is billed as one, however long its words are."
      >
        One MMS
      </span>
    );
  }
  if (size === null) {
    return text.length > leg.advisedLength ? (
      <span className={classes.size}>
        {text.length} of {leg.maxLength} characters
      </span>
    ) : null;
  }
  const why =
    size.encoding === 'UCS-2'
      ? `${size.costly.join(' ')} ${size.costly.length === 1 ? 'makes' : 'make'} a segment hold 70 characters instead of 160.`
      : 'Plain characters: 160 in one segment, 153 in each of several.';
  const { plainer } = size;
  return (
    <>
      <span className={classes.size} data-many={size.segments > 2 || undefined} title={why}>
        {size.segments} {size.segments === 1 ? 'segment' : 'segments'}, {size.left} left
        {size.encoding === 'UCS-2' && ` (Unicode: ${size.costly.join(' ')})`}
      </span>
      {plainer && (
        <Button
          size="compact-xs"
          variant="default"
          title={plainer.swaps.map(({ from, to }) => `${from} becomes ${to === '' ? 'nothing' : to}`).join(', ')}
          onClick={() => onSwap(plainer.swaps.reduce((words, { from, to }) => words.replaceAll(from, to), text))}
        >
          Plain characters: {plainer.segments} {plainer.segments === 1 ? 'segment' : 'segments'}
        </Button>
      )}
    </>
  );
}
