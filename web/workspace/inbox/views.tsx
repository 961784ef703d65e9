/** The seven ways to look at the inbox, with what each says when it is empty. */
import {
  IconArchive,
  IconClockHour4,
  IconInbox,
  IconMoonStars,
  IconSparkles,
  IconUser,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Counts, View } from '../../../src/api/http/contract';

export interface ViewWords {
  view: View;
  label: string;
  icon: TablerIcon;
  count: (counts: Counts) => number | null;
  empty: { title: string; how: string };
}

export const VIEWS: readonly ViewWords[] = [
  {
    view: 'mine',
    label: 'Mine',
    icon: IconUser,
    count: (counts) => counts.mine,
    empty: {
      title: 'You hold no conversation',
      how: 'Accept one that waits, or take one over from the assistant. What you hold is listed here.',
    },
  },
  {
    view: 'waiting',
    label: 'Waiting',
    icon: IconClockHour4,
    count: (counts) => counts.waiting,
    empty: {
      title: 'Nobody waits',
      how: 'When the assistant hands a customer over to your teams, the conversation appears here, longest wait first.',
    },
  },
  {
    view: 'team',
    label: 'My teams',
    icon: IconUsers,
    count: (counts) => counts.team,
    empty: {
      title: 'Your teams have no open conversation',
      how: 'Conversations belong to the team that their channel leads to. An admin sets that under Admin → Channels.',
    },
  },
  {
    view: 'assistant',
    label: 'Assistant',
    icon: IconSparkles,
    count: (counts) => counts.assistant,
    empty: {
      title: 'The assistant talks to nobody',
      how: 'New conversations start here. Write to one of your numbers, or from the web chat, to see one.',
    },
  },
  {
    view: 'snoozed',
    label: 'Snoozed',
    icon: IconMoonStars,
    count: (counts) => counts.snoozed,
    empty: {
      title: 'Nothing is snoozed',
      how: 'Snooze what you hold and cannot go on with yet. It comes back at the time you choose, or when the customer writes.',
    },
  },
  {
    view: 'all',
    label: 'All',
    icon: IconInbox,
    count: () => null,
    empty: {
      title: 'No conversation yet',
      how: 'The first message on any channel opens one. In the demo, write from a phone on the sandbox page.',
    },
  },
  {
    view: 'closed',
    label: 'Closed',
    icon: IconArchive,
    count: () => null,
    empty: { title: 'Nothing is closed yet', how: 'Conversations that are closed can be read here.' },
  },
];

export const viewWords = (view: View): ViewWords =>
  VIEWS.find((words) => words.view === view) ?? (VIEWS[0] as ViewWords);

export const isView = (word: string | undefined): word is View => VIEWS.some((words) => words.view === word);
