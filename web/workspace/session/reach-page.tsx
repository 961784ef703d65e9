/** How I am reached: my own phones and mailboxes in my order, and when they are silent. */
import {
  ActionIcon,
  Alert,
  Button,
  Checkbox,
  Group,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { IconArrowUp } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { Quiet, Reach, ReachEdit } from '../../../src/api/http/contract';
import { AdminFrame } from '../admin/admin-frame';
import adminClasses from '../admin/admin.module.css';
import { ConfirmButton } from '../admin/confirm-button';
import { useChange } from '../api/admin';
import { get, post, put, remove } from '../api/client';
import { keys } from '../api/keys';
import { Tag } from '../inbox/tag';
import { ProblemAlert } from '../shell/states';
import { channelName } from '../words/words';

type Endpoint = Reach['endpoints'][number];
type Hours = z.infer<typeof Quiet>;

const PATH = '/api/me/reach';

export function ReachPage() {
  const client = useQueryClient();
  const reach = useQuery({ queryKey: keys.reach, queryFn: ({ signal }) => get<Reach>(PATH, signal) });
  const again = () => void client.invalidateQueries({ queryKey: keys.reach });
  const set = useChange({
    run: (edit: ReachEdit) => put<Reach>(PATH, edit),
    said: () => 'Saved.',
    failure: 'Not saved',
    onDone: again,
  });
  const shown = reach.data?.endpoints.filter((endpoint) => !endpoint.stopped || endpoint.verified) ?? [];
  const order = shown.map(({ id }) => id);
  const quiet = reach.data?.quiet ?? null;
  const up = (id: string) => {
    const at = order.indexOf(id);
    const next = order.filter((one) => one !== id);
    next.splice(at - 1, 0, id);
    set.run({ order: next, quiet });
  };
  return (
    <div className={adminClasses.admin}>
      <div className={adminClasses.scroll}>
        <AdminFrame
          title="How you are reached"
          intro="Conversations are offered to you on the web first, then on your own phones and mailboxes in this order."
          query={reach}
        >
          {reach.data && (
            <Stack maw={640}>
              {!reach.data.allowed && (
                <Alert color="yellow" title="Not in use yet">
                  An admin has not switched on offers on agents' own phones and mailboxes. You can verify yours already.
                </Alert>
              )}
              {shown.length === 0 && (
                <Text c="dimmed">You are reached on the web alone. Add a phone or a mailbox below.</Text>
              )}
              {shown.map((endpoint, index) => (
                <Row key={endpoint.id} endpoint={endpoint} first={index === 0} onUp={up} onDone={again} />
              ))}
              <Add reach={reach.data} onDone={again} />
              <QuietHours
                key={JSON.stringify(quiet)}
                quiet={quiet}
                busy={set.busy}
                problem={set.problem}
                onSave={(hours) => set.run({ order, quiet: hours })}
              />
            </Stack>
          )}
        </AdminFrame>
      </div>
    </div>
  );
}

interface RowProps {
  endpoint: Endpoint;
  first: boolean;
  onUp: (id: string) => void;
  onDone: () => void;
}

function Row({ endpoint, first, onUp, onDone }: RowProps) {
  const path = `${PATH}/endpoints/${endpoint.id}`;
  const [code, setCode] = useState('');
  const verify = useChange({
    run: (given: string) => post<Reach>(`${path}/verify`, { code: given }),
    said: () => `${endpoint.address} is verified.`,
    onDone,
  });
  const resend = useChange({
    run: () => post(`${path}/code`),
    said: () => 'A new code is on its way.',
    failure: 'No code was sent',
  });
  const stop = useChange({
    run: () => remove(path),
    said: () => `${endpoint.address} is removed.`,
    failure: 'Not removed',
    onDone,
  });
  return (
    <Paper withBorder p="sm" radius="md">
      <Group justify="space-between" wrap="wrap">
        <div>
          <Text fw={500}>{endpoint.address}</Text>
          <Text size="xs" c="dimmed">
            {channelName(endpoint.channel)}
          </Text>
        </div>
        <Group gap="xs">
          {endpoint.stopped ? (
            <Tag tone="wait">You stopped it from there</Tag>
          ) : endpoint.verified ? (
            <Tag tone="ok">Verified</Tag>
          ) : (
            <Tag tone="plain">Waits for its code</Tag>
          )}
          {!first && (
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={`Try ${endpoint.address} earlier`}
              onClick={() => onUp(endpoint.id)}
            >
              <IconArrowUp size={16} aria-hidden />
            </ActionIcon>
          )}
          <ConfirmButton
            question={`Remove ${endpoint.address}?`}
            consequence="Nothing is offered there any more. What you hold there goes back to your team."
            confirm="Remove"
            loading={stop.busy}
            onConfirm={() => stop.run(undefined)}
          >
            Remove
          </ConfirmButton>
        </Group>
      </Group>
      {!endpoint.verified && !endpoint.stopped && (
        <Group mt="sm" gap="xs" align="flex-start">
          <TextInput
            w={130}
            aria-label={`Code that arrived on ${endpoint.address}`}
            placeholder="6 digits"
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={6}
            value={code}
            error={verify.problem?.detail}
            onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, ''))}
          />
          <Button disabled={code.length !== 6} loading={verify.busy} onClick={() => verify.run(code)}>
            Verify
          </Button>
          <Button variant="default" loading={resend.busy} onClick={() => resend.run(undefined)}>
            New code
          </Button>
        </Group>
      )}
    </Paper>
  );
}

function Add({ reach, onDone }: { reach: Reach; onDone: () => void }) {
  const [accountId, setAccountId] = useState<string | null>(null);
  const [address, setAddress] = useState('');
  const [agreed, setAgreed] = useState(false);
  const channel = reach.accounts.find((account) => account.id === accountId)?.channel;
  const byMail = channel === 'email';
  const add = useChange({
    run: (to: { accountId: string; address: string; consent: true }) => post<Reach>(`${PATH}/endpoints`, to),
    said: (_, to) => `A code is on its way to ${to.address}.`,
    onDone: () => {
      setAddress('');
      setAgreed(false);
      onDone();
    },
  });
  if (reach.accounts.length === 0) {
    return (
      <Text c="dimmed">
        An admin has to add an SMS, WhatsApp or email account first: codes and offers are sent from it.
      </Text>
    );
  }
  return (
    <Paper withBorder p="sm" radius="md">
      <Stack gap="sm">
        {add.problem && <ProblemAlert problem={add.problem} />}
        <Group align="flex-end" grow preventGrowOverflow={false} wrap="wrap">
          <Select
            label="Over"
            placeholder="Account"
            data={reach.accounts.map((account) => ({ value: account.id, label: account.name }))}
            value={accountId}
            onChange={setAccountId}
          />
          <TextInput
            label={byMail ? 'Your mail address' : 'Your phone number'}
            description={
              channel === 'whatsapp'
                ? 'Write anything from it to our WhatsApp number first: WhatsApp lets us only answer, for a day.'
                : undefined
            }
            placeholder={byMail ? 'kim@example.com' : '+15550100'}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
        </Group>
        <Checkbox label={reach.consent} checked={agreed} onChange={(event) => setAgreed(event.currentTarget.checked)} />
        <Group>
          <Button
            loading={add.busy}
            disabled={accountId === null || address.trim().length < 3 || !agreed}
            onClick={() => accountId !== null && add.run({ accountId, address: address.trim(), consent: true })}
          >
            Send me a code
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

interface QuietProps {
  quiet: Hours | null;
  busy: boolean;
  problem: Parameters<typeof ProblemAlert>[0]['problem'] | null;
  onSave: (quiet: Hours | null) => void;
}

function QuietHours({ quiet, busy, problem, onSave }: QuietProps) {
  const [hours, setHours] = useState(quiet);
  const patch = (part: Partial<Hours>) => setHours((now) => now && { ...now, ...part });
  return (
    <Paper withBorder p="sm" radius="md">
      <Stack gap="sm">
        {problem && <ProblemAlert problem={problem} />}
        <Switch
          label="Quiet hours"
          description="Your phones and mailboxes stay silent then, but for danger to somebody's life while you are on call."
          checked={hours !== null}
          onChange={(event) =>
            setHours(
              event.currentTarget.checked
                ? { from: '20:00', to: '08:00', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
                : null,
            )
          }
        />
        {hours && (
          <Group align="flex-end">
            <TextInput
              label="From"
              type="time"
              value={hours.from}
              onChange={(event) => patch({ from: event.currentTarget.value })}
            />
            <TextInput
              label="To"
              type="time"
              value={hours.to}
              onChange={(event) => patch({ to: event.currentTarget.value })}
            />
            <Text size="sm" c="dimmed">
              {hours.timeZone}
            </Text>
          </Group>
        )}
        <Group>
          <Button
            variant="default"
            loading={busy}
            disabled={JSON.stringify(hours) === JSON.stringify(quiet)}
            onClick={() => onSave(hours)}
          >
            Save quiet hours
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
