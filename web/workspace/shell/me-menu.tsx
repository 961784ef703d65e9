/** Me: presence, alerts, looks, and the way out. */
import {
  ActionIcon,
  Avatar,
  Indicator,
  Menu,
  Switch,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBell,
  IconBellOff,
  IconChevronUp,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDoorExit,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconNotification,
  IconSun,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Me } from '../../../src/api/http/contract';
import { post, put, remove } from '../api/client';
import { keys } from '../api/keys';
import { forgetDrafts } from '../inbox/drafts';
import { chime } from '../live/sound';
import { usePreference } from '../session/preferences';
import { useMe } from '../session/session';
import { ShortcutsHelp } from './shortcuts-help';
import { done, failed } from './toasts';
import classes from './shell.module.css';

const initials = (name: string) =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');

export function MeMenu({ compact }: { compact: boolean }) {
  const { agent, business } = useMe();
  const client = useQueryClient();
  const [muted, setMuted] = usePreference('muted');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [help, helpDialog] = useDisclosure(false);
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));

  const presence = useMutation({
    mutationFn: (to: 'online' | 'away') => put('/api/me/presence', { presence: to }),
    onMutate: (to) =>
      client.setQueryData<Me | null>(keys.session, (me) => me && { ...me, agent: { ...me.agent, presence: to } }),
    onError: (error) => {
      failed('Your presence did not change', error);
      void client.invalidateQueries({ queryKey: keys.session });
    },
  });
  const endShift = useMutation({
    mutationFn: () => post('/api/me/shift-end'),
    onError: (error) => failed('Your shift goes on', error),
    onSuccess: async () => {
      done('Your shift has ended: nothing is offered to you. What you hold stays yours until your lead looks at it.');
      await client.invalidateQueries({ queryKey: keys.session });
    },
  });
  const signOut = useMutation({
    mutationFn: () => remove('/api/session'),
    onError: (error) => failed('You are still signed in', error),
    onSuccess: () => {
      // Drafts of replies are on the server too; on a shared computer no customer's words stay behind.
      forgetDrafts(agent.id);
      client.setQueryData(keys.session, null);
    },
  });

  const online = agent.presence === 'online';
  const face = (
    <Indicator inline size={11} offset={4} position="bottom-end" withBorder color={online ? 'green.7' : 'gray.6'}>
      <Avatar size={34} radius="xl" color="baton" variant="light" aria-hidden>
        {initials(agent.name)}
      </Avatar>
    </Indicator>
  );
  return (
    <>
      {!compact && (
        <Switch
          className={classes.presence}
          size="sm"
          label={online ? 'Online' : 'Away'}
          description={online ? 'You get new handoffs' : 'You get no handoffs'}
          checked={online}
          onChange={(event) => presence.mutate(event.currentTarget.checked ? 'online' : 'away')}
        />
      )}
      <Menu width={260} position="top-start" withinPortal keepMounted={false}>
        <Menu.Target>
          {compact ? (
            <ActionIcon variant="transparent" size={44} aria-label={`${agent.name}, ${agent.presence}: your menu`}>
              {face}
            </ActionIcon>
          ) : (
            <UnstyledButton className={classes.me} aria-label={`${agent.name}, ${agent.presence}: your menu`}>
              {face}
              <span className={classes.grow}>
                <Text size="sm" fw={600} truncate title={agent.name}>
                  {agent.name}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {agent.role === 'admin' ? 'Admin' : 'Agent'}
                  {muted ? ' · muted' : ''}
                </Text>
              </span>
              <IconChevronUp size={16} aria-hidden />
            </UnstyledButton>
          )}
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>
            {agent.name} · {business.name}
          </Menu.Label>
          <Menu.RadioGroup
            value={agent.presence}
            onChange={(value) => presence.mutate(value === 'online' ? 'online' : 'away')}
          >
            <Menu.RadioItem value="online">Online: offer me conversations</Menu.RadioItem>
            <Menu.RadioItem value="away">Away</Menu.RadioItem>
          </Menu.RadioGroup>
          <Menu.Item leftSection={<IconDoorExit size={16} aria-hidden />} onClick={() => endShift.mutate()}>
            End my shift
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={muted ? <IconBellOff size={16} aria-hidden /> : <IconBell size={16} aria-hidden />}
            onClick={() => {
              setMuted(!muted);
              if (muted) chime('message');
            }}
          >
            {muted ? 'Unmute alerts' : 'Mute alerts'}
          </Menu.Item>
          {permission === 'default' && (
            <Menu.Item
              leftSection={<IconNotification size={16} aria-hidden />}
              onClick={() => void Notification.requestPermission().then(setPermission)}
            >
              Allow desktop alerts…
            </Menu.Item>
          )}
          <Menu.Item component={Link} to="/me" leftSection={<IconDeviceMobile size={16} aria-hidden />}>
            How you are reached
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={helpDialog.open}>
            Keyboard shortcuts
          </Menu.Item>
          <Menu.Divider />
          <Menu.Label>Appearance</Menu.Label>
          <Menu.RadioGroup
            value={colorScheme}
            onChange={(value) => setColorScheme(value === 'dark' ? 'dark' : value === 'light' ? 'light' : 'auto')}
          >
            <Menu.RadioItem value="auto" rightSection={<IconDeviceDesktop size={16} aria-hidden />}>
              As the system
            </Menu.RadioItem>
            <Menu.RadioItem value="light" rightSection={<IconSun size={16} aria-hidden />}>
              Light
            </Menu.RadioItem>
            <Menu.RadioItem value="dark" rightSection={<IconMoon size={16} aria-hidden />}>
              Dark
            </Menu.RadioItem>
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ShortcutsHelp opened={help} onClose={helpDialog.close} />
    </>
  );
}
