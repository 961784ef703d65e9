/** The frame around every screen: where to go, who I am, and whether the line to Baton stands. */
import { ActionIcon, Drawer, NavLink, ScrollArea, Text, Tooltip } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import {
  IconActivity,
  IconClockExclamation,
  IconMenu2,
  IconPlayerPause,
  IconPlugConnectedX,
  IconSettings,
  IconWifiOff,
} from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { Link, useLocation, useMatch } from 'react-router';
import { useAlerts, useCounts } from '../api/inbox';
import { isView, VIEWS, viewWords } from '../inbox/views';
import { useLive } from '../live/feed';
import { useMe } from '../session/session';
import { Mark } from './mark';
import { MeMenu } from './me-menu';
import classes from './shell.module.css';
import { age, spokenAge, useNow } from '../words/time';
import { channelName } from '../words/words';

/** Below this width one pane shows at a time. */
export const NARROW = '(max-width: 767px)';
const COMPACT = '(max-width: 1279px)';

export function Shell({ children }: { children: ReactNode }) {
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  const compact = useMediaQuery(COMPACT, window.matchMedia(COMPACT).matches);
  const [opened, drawer] = useDisclosure(false);
  const { pathname } = useLocation();
  const reading = useMatch('/inbox/:view/:conversationId');
  const closeDrawer = drawer.close;
  useEffect(() => {
    closeDrawer();
  }, [pathname, closeDrawer]);

  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      {narrow ? (
        <>
          {!reading && (
            <header className={classes.topbar}>
              <ActionIcon variant="subtle" color="gray" size="lg" onClick={drawer.open} aria-label="Menu">
                <IconMenu2 size={22} aria-hidden />
              </ActionIcon>
              <PageTitle />
              <MeMenu compact />
            </header>
          )}
          <Drawer opened={opened} onClose={drawer.close} size={280} title={<Mark />} padding="sm">
            <Navigation />
          </Drawer>
        </>
      ) : (
        <aside className={classes.sidebar} data-compact={compact || undefined} aria-label="Main">
          <Link to="/inbox/waiting" className={classes.brand} aria-label="Baton, to the inbox">
            <Mark small={compact} />
          </Link>
          <ScrollArea className={classes.grow} type="auto">
            <Navigation compact={compact} />
          </ScrollArea>
          <MeMenu compact={compact} />
        </aside>
      )}
      <div className={classes.main}>
        <Banners />
        <main id="content" className={classes.content} tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function PageTitle() {
  const { pathname } = useLocation();
  const inbox = useMatch('/inbox/:view');
  const view = inbox?.params.view;
  return (
    <Text fw={650} className={classes.grow} truncate>
      {isView(view) ? viewWords(view).label : pathname === '/now' ? 'Now' : 'Admin'}
    </Text>
  );
}

function Navigation({ compact = false }: { compact?: boolean }) {
  const { agent } = useMe();
  const counts = useCounts();
  const { pathname } = useLocation();
  const now = useNow();
  const oldest = counts.data?.oldestWaitingSince ?? null;

  return (
    <nav aria-label="Inbox and admin" className={classes.nav}>
      {VIEWS.map(({ view, label, icon: Icon, count }) => {
        const n = counts.data ? count(counts.data) : null;
        const active = pathname.startsWith(`/inbox/${view}`);
        const waits = view === 'waiting' && oldest !== null && n !== null && n > 0;
        return (
          <Entry
            key={view}
            to={`/inbox/${view}`}
            label={label}
            compact={compact}
            active={active}
            icon={<Icon size={20} stroke={1.7} aria-hidden />}
          >
            {n !== null && n > 0 && (
              <span
                className={classes.count}
                data-hot={waits || undefined}
                title={waits ? `The longest wait: ${age(oldest, now)}` : undefined}
              >
                {n > 999 ? '999+' : n}
                <span className="sr-only"> conversations</span>
                {waits && <span className="sr-only">, the longest for {spokenAge(oldest, now)}</span>}
              </span>
            )}
          </Entry>
        );
      })}
      <Entry
        to="/now"
        label="Now"
        compact={compact}
        active={pathname === '/now'}
        icon={<IconActivity size={20} stroke={1.7} aria-hidden />}
      />
      {agent.role === 'admin' && (
        <>
          <hr className={classes.rule} />
          <Entry
            to="/admin/channels"
            label="Admin"
            compact={compact}
            active={pathname.startsWith('/admin')}
            icon={<IconSettings size={20} stroke={1.7} aria-hidden />}
          />
        </>
      )}
    </nav>
  );
}

interface EntryProps {
  to: string;
  label: string;
  icon: ReactNode;
  active: boolean;
  compact: boolean;
  children?: ReactNode;
}

function Entry({ to, label, icon, active, compact, children }: EntryProps) {
  const link = (
    <NavLink
      component={Link}
      to={to}
      active={active}
      aria-current={active ? 'page' : undefined}
      label={compact ? <span className="sr-only">{label}</span> : label}
      leftSection={icon}
      rightSection={children}
      className={classes.entry}
      data-compact={compact || undefined}
    />
  );
  return compact ? (
    <Tooltip label={label} position="right" openDelay={200}>
      {link}
    </Tooltip>
  ) : (
    link
  );
}

/** What is wrong, and what to do about it. */
function AlertBanners() {
  const alerts = useAlerts();
  const { agent } = useMe();
  const now = useNow();
  const { accounts = [], overdue = [], webhooks = [], overdueMinutes = 0 } = alerts.data ?? {};
  return (
    <div role="status">
      {accounts.map(({ id, name, channel, detail }) => (
        <p key={id} className={classes.banner} data-tone="danger">
          <IconPlugConnectedX size={16} aria-hidden />
          <span>
            {channelName(channel)} “{name}” does not work{detail !== null && `: ${detail}`}.{' '}
            {agent.role === 'admin' ? (
              <>
                Mend and check it under <Link to="/admin/channels">Admin → Channels</Link>.
              </>
            ) : (
              'Customers may not be reached there: tell an admin.'
            )}
          </span>
        </p>
      ))}
      {webhooks.map(({ id, name, reason }) => (
        <p key={id} className={classes.banner} data-tone="danger">
          <IconPlugConnectedX size={16} aria-hidden />
          <span>
            Webhook “{name}” is switched off: {reason === 'gone' ? 'it answered “gone”' : 'it took nothing for days'}.
            See to it under <Link to="/admin/webhooks">Admin → Webhooks</Link>.
          </span>
        </p>
      ))}
      {overdue.map(({ team, count, oldestSince }) => (
        <p key={team.id} className={classes.banner} data-tone="wait">
          <IconClockExclamation size={16} aria-hidden />
          <span>
            {count > 999 ? '999+' : count} of {team.name} {count === 1 ? 'has' : 'have'} waited longer than{' '}
            {overdueMinutes} minutes, the longest for {spokenAge(oldestSince, now)}.{' '}
            <Link to={`/inbox/waiting?team=${team.id}`}>Accept the next one</Link>.
          </span>
        </p>
      ))}
    </div>
  );
}

function Banners() {
  const { connected } = useLive();
  const { business } = useMe();
  return (
    <>
      <div role="status">
        {!connected && (
          <p className={classes.banner} data-tone="danger">
            <IconWifiOff size={16} aria-hidden /> Connection lost. Trying again; what you write is kept.
          </p>
        )}
      </div>
      <AlertBanners />
      {business.assistantPaused && (
        <p className={classes.banner} data-tone="wait">
          <IconPlayerPause size={16} aria-hidden /> The assistant is paused everywhere. New messages wait for people.
        </p>
      )}
    </>
  );
}
