/** What a wire carries beside text: the message that is answered, buttons, lists, forms, places. */
import { IconArrowBackUp, IconClick, IconMapPin, IconMoodSmile } from '@tabler/icons-react';
import type { Message } from '../api/transcript';
import classes from './inbox.module.css';

const AUTHORS: Record<string, string> = { assistant: 'the assistant', agent: 'us', system: 'an automatic notice' };
const EMOJI = /^(\p{Extended_Pictographic}|\p{Emoji_Component}){1,8}$/u;

/** One sign for a message of before: WhatsApp's reaction, whether the wire says so or not. */
export function reactionOf({ content, text }: Message): boolean {
  const marked = content['reaction'] === true || content['repliedTo'] !== undefined;
  return marked && EMOJI.test(text.trim()) && /\p{Extended_Pictographic}/u.test(text);
}

/** The words that a message answers, shortened. */
export function Quoted({ message, contact }: { message: Message; contact: string }) {
  if (message.content['repliedTo'] === undefined) return null;
  const { repliesTo } = message;
  const reaction = reactionOf(message);
  const Icon = reaction ? IconMoodSmile : IconArrowBackUp;
  const verb = reaction ? 'Reaction to' : 'Answer to';
  return (
    <blockquote className={classes.quote}>
      <span className={classes.quoteBy}>
        <Icon size={14} aria-hidden /> {verb}{' '}
        {repliesTo === null ? 'an earlier message' : (AUTHORS[repliesTo.author] ?? contact)}
      </span>
      {repliesTo !== null && <span className={classes.quoteWords}>{repliesTo.text || 'A message without text'}</span>}
    </blockquote>
  );
}

export function Extras({ message, empty }: { message: Message; empty: boolean }) {
  const { content, text } = message;
  const { button, location, form } = content;
  if (isRecord(button)) {
    const words = [button['text'], button['payload']].find((part) => typeof part === 'string' && part !== '');
    return (
      <p className={classes.file}>
        <IconClick size={15} aria-hidden />{' '}
        {words === text ? 'Chosen, not typed' : `Chose ${typeof words === 'string' ? `“${words}”` : 'a button'}`}
      </p>
    );
  }
  if (isRecord(location)) return <Place location={location} />;
  if (isRecord(form)) {
    return (
      <dl className={classes.form}>
        {Object.entries(form).map(([name, answer]) => (
          <div key={name}>
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd>{String(answer)}</dd>
          </div>
        ))}
      </dl>
    );
  }
  return empty ? <p className={classes.file}>Content that cannot be shown here</p> : null;
}

function Place({ location }: { location: Record<string, unknown> }) {
  const { latitude, longitude } = location;
  const words = [location['label'], location['address']].filter((part) => typeof part === 'string').join(', ');
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  const at = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return (
    <p className={classes.place}>
      <IconMapPin size={18} aria-hidden />
      <span>
        {words !== '' && <strong>{words}</strong>}
        <a
          href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
          target="_blank"
          rel="noreferrer noopener"
        >
          Map at {at}
        </a>
      </span>
    </p>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
