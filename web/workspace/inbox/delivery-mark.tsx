/** How far a message got: a sign for the eye, words for the ear, and the reason when it failed. */
import {
  IconAlertTriangle,
  IconArrowBackUp,
  IconCheck,
  IconChecks,
  IconClock,
  IconHelpCircle,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Message } from '../api/transcript';
import { fullTime } from '../words/time';
import { sentence } from '../words/words';
import classes from './inbox.module.css';

type Delivery = NonNullable<Message['delivery']>;

const MARKS: Record<Delivery['state'], { icon: TablerIcon; words: string; loud: boolean }> = {
  queued: { icon: IconClock, words: 'Queued', loud: false },
  sending: { icon: IconClock, words: 'Sending', loud: false },
  unknown: { icon: IconHelpCircle, words: 'Perhaps sent: asking the provider', loud: true },
  accepted: { icon: IconCheck, words: 'Sent', loud: false },
  delivered: { icon: IconChecks, words: 'Delivered', loud: false },
  read: { icon: IconChecks, words: 'Read', loud: false },
  failed: { icon: IconAlertTriangle, words: 'Not delivered', loud: true },
  withdrawn: { icon: IconArrowBackUp, words: 'Withdrawn before it was sent', loud: true },
};

export function DeliveryMark({ delivery }: { delivery: Delivery }) {
  const { icon: Icon, words, loud } = MARKS[delivery.state];
  const why = delivery.detail ?? (delivery.fault === null ? null : sentence(delivery.fault));
  const title = `${words}${delivery.at === null ? '' : `, ${fullTime(delivery.at)}`}`;
  return (
    <span className={classes.mark} data-state={delivery.state} title={title}>
      <Icon size={15} aria-hidden />
      <span className={loud ? undefined : 'sr-only'}>
        {words}
        {delivery.state === 'failed' && why !== null && `: ${why}`}
      </span>
    </span>
  );
}
