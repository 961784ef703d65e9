/** An agent's own phones and mailboxes: offers go there, and what they write back reaches the customer. Alive only after a code came back. */
import { Button, Group, Input, Select, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AgentView, EndpointEdit } from '../../../src/api/http/contract';
import { useAccounts, useChange } from '../api/admin';
import { post, remove } from '../api/client';
import { Tag } from '../inbox/tag';
import { ProblemAlert } from '../shell/states';
import { channelName } from '../words/words';
import classes from './admin.module.css';
import { ConfirmButton } from './confirm-button';

type Endpoint = AgentView['endpoints'][number];

export function Endpoints({ agent }: { agent: AgentView }) {
  const accounts = useAccounts();
  const all = accounts.data ?? [];
  const senders = all.filter((account) => account.tellsAgents);
  const [accountId, setAccountId] = useState<string | null>(null);
  const [address, setAddress] = useState('');
  const byMail = senders.find((account) => account.id === accountId)?.channel === 'email';
  const add = useChange({
    run: (edit: EndpointEdit) => post<AgentView>(`/api/admin/agents/${agent.id}/endpoints`, edit),
    said: (_, edit) => `A code is on its way to ${edit.address}.`,
    onDone: () => setAddress(''),
  });
  // One that the agent stopped from there (STOP), or that takes nothing any more, stays in sight; one that was given up does not.
  const shown = agent.endpoints.filter((endpoint) => !endpoint.stopped || endpoint.verified);
  return (
    <Input.Wrapper
      label="Phones and mailboxes"
      labelElement="div"
      description="Conversations are offered there too. The agent tells you the code that arrives."
    >
      <Stack gap="sm" mt={8}>
        {add.problem && <ProblemAlert problem={add.problem} />}
        {shown.map((endpoint) => (
          <EndpointRow
            key={endpoint.id}
            agentId={agent.id}
            endpoint={endpoint}
            over={all.find((account) => account.id === endpoint.accountId)?.name ?? channelName(endpoint.channel)}
          />
        ))}
        {senders.length === 0 ? (
          <span className={classes.quiet}>
            Add an SMS, WhatsApp or email account first: codes and offers are sent from it.
          </span>
        ) : (
          <Group gap="xs" align="flex-end" wrap="wrap">
            <Select
              size="xs"
              label="Sent from"
              placeholder="Account"
              className={classes.grow}
              data={senders.map((account) => ({ value: account.id, label: account.name }))}
              value={accountId}
              onChange={setAccountId}
            />
            <TextInput
              size="xs"
              label={byMail ? 'Mail address' : 'Phone number'}
              placeholder={byMail ? 'kim@example.com' : '+15550100'}
              className={classes.grow}
              value={address}
              onChange={(event) => setAddress(event.currentTarget.value)}
            />
            <Button
              size="xs"
              variant="default"
              loading={add.busy}
              disabled={accountId === null || address.trim().length < 3}
              onClick={() => accountId !== null && add.run({ accountId, address: address.trim() })}
            >
              Send code
            </Button>
          </Group>
        )}
      </Stack>
    </Input.Wrapper>
  );
}

function EndpointRow({ agentId, endpoint, over }: { agentId: string; endpoint: Endpoint; over: string }) {
  const path = `/api/admin/agents/${agentId}/endpoints/${endpoint.id}`;
  const [code, setCode] = useState('');
  const verify = useChange({
    run: (given: string) => post<AgentView>(`${path}/verify`, { code: given }),
    said: () => `${endpoint.address} is verified.`,
  });
  const resend = useChange({
    run: () => post(`${path}/code`),
    said: () => 'A new code is on its way.',
    failure: 'No code was sent',
  });
  const stop = useChange({
    run: () => remove(path),
    said: () => `${endpoint.address} is stopped.`,
    failure: 'Not stopped',
  });
  return (
    <div className={classes.endpoint}>
      <span className={classes.endpointAddress}>
        {endpoint.address} <span className={classes.quiet}>over {over}</span>
      </span>
      {endpoint.stopped ? (
        <Tag tone="wait">Stopped from there</Tag>
      ) : endpoint.verified ? (
        <Tag tone="ok">Verified</Tag>
      ) : (
        <Group gap={6} wrap="wrap" align="flex-start">
          <TextInput
            size="xs"
            w={110}
            aria-label={`Code that arrived on ${endpoint.address}`}
            placeholder="6 digits"
            inputMode="numeric"
            maxLength={6}
            value={code}
            error={verify.problem?.detail}
            onChange={(event) => setCode(event.currentTarget.value.replace(/\D/g, ''))}
          />
          <Button size="xs" disabled={code.length !== 6} loading={verify.busy} onClick={() => verify.run(code)}>
            Verify
          </Button>
          <Button size="xs" variant="default" loading={resend.busy} onClick={() => resend.run(undefined)}>
            New code
          </Button>
        </Group>
      )}
      <ConfirmButton
        size="xs"
        question={`Stop using ${endpoint.address}?`}
        consequence="Nothing is offered there any more. To use it again it needs a new code."
        confirm="Stop using it"
        loading={stop.busy}
        onConfirm={() => stop.run(undefined)}
      >
        Stop
      </ConfirmButton>
    </div>
  );
}
