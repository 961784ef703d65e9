/** Writing before the customer does: from where, to whom, why that is allowed, and what. */
import { Button, Group, Loader, Modal, Radio, Select, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { z } from 'zod';
import type { FirstAccounts, FirstWritten } from '../../../src/api/http/contract';
import { get, post } from '../api/client';
import { asProblem } from '../api/problem';
import { Callout, ErrorState, ProblemAlert } from '../shell/states';
import { done } from '../shell/toasts';
import { fullTime } from '../words/time';
import { channelName } from '../words/words';
import { TemplateForm, type Filled } from './template-form';

type Written = z.infer<typeof FirstWritten>;

const BASES = [
  { value: 'asked', label: 'They asked us to write' },
  { value: 'customer', label: 'It is about a matter that they have with us' },
  { value: 'other', label: 'Another reason' },
];

export function FirstDialog({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const accounts = useQuery({
    queryKey: ['first', 'accounts'],
    queryFn: ({ signal }) => get<z.infer<typeof FirstAccounts>>('/api/first/accounts', signal),
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [address, setAddress] = useState('');
  const [name, setName] = useState('');
  const [basis, setBasis] = useState<string | null>(null);
  const [detail, setDetail] = useState('');
  const [text, setText] = useState('');
  // One try is one message, however often it is repeated.
  const clientId = useRef<string>(crypto.randomUUID());
  const account = accounts.data?.find(({ id }) => id === chosen) ?? accounts.data?.[0];
  const write = useMutation({
    mutationFn: (template: Filled | null) =>
      post<Written>('/api/first', {
        clientId: clientId.current,
        accountId: account?.id,
        address,
        ...(name.trim() === '' ? {} : { name: name.trim() }),
        basis,
        ...(basis === 'other' ? { detail: detail.trim() } : {}),
        text: template ? 'template' : text.trim(),
        ...(template ? { template } : {}),
      }),
    onSuccess: ({ conversationId, leavesAt }) => {
      done(leavesAt === null ? 'It is on its way.' : `Quiet hours: it leaves ${fullTime(leavesAt)}.`);
      onClose();
      void navigate(`/inbox/mine/${conversationId}`);
    },
    onError: () => {
      clientId.current = crypto.randomUUID();
    },
  });
  const reasoned = basis !== null && (basis !== 'other' || detail.trim().length >= 3);
  const ready = account !== undefined && address.trim().length >= 3 && reasoned;
  const byMail = account?.addressKind === 'email';
  return (
    <Modal opened onClose={onClose} title="New conversation" size="lg">
      {accounts.isPending ? (
        <Loader size="sm" aria-label="Reading the accounts" />
      ) : accounts.isError ? (
        <ErrorState error={accounts.error} retry={() => void accounts.refetch()} />
      ) : account === undefined ? (
        <Callout tone="wait" title="No way to write first">
          Your teams have no phone number and no mailbox. An admin adds one under Admin, Channels.
        </Callout>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (ready && text.trim() !== '' && !account.templates) write.mutate(null);
          }}
        >
          <Stack gap="sm">
            <Select
              label="From"
              data={accounts.data.map((one) => ({ value: one.id, label: `${one.name} (${channelName(one.channel)})` }))}
              value={account.id}
              allowDeselect={false}
              onChange={setChosen}
            />
            <Group grow align="flex-start">
              <TextInput
                label={byMail ? 'Mail address' : 'Phone number'}
                placeholder={byMail ? 'dana@example.com' : '+15550100'}
                required
                data-autofocus
                value={address}
                onChange={(event) => setAddress(event.currentTarget.value)}
              />
              <TextInput
                label="Name"
                placeholder="If it is somebody new"
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
            </Group>
            <Radio.Group
              label="Why may they be written to?"
              description="Kept with the conversation. Whoever said STOP is never written to."
              required
              value={basis}
              onChange={setBasis}
            >
              <Stack gap={6} mt={8}>
                {BASES.map(({ value, label }) => (
                  <Radio key={value} value={value} label={label} />
                ))}
              </Stack>
            </Radio.Group>
            {basis === 'other' && (
              <TextInput
                label="Which one"
                maxLength={500}
                required
                value={detail}
                onChange={(event) => setDetail(event.currentTarget.value)}
              />
            )}
            {write.isError && <ProblemAlert problem={asProblem(write.error)} />}
            {account.templates ? (
              <TemplateForm
                key={account.id}
                path={`/api/first/accounts/${account.id}/templates`}
                disabled={!ready || write.isPending}
                onSend={(_, template) => write.mutate(template)}
              />
            ) : (
              <>
                <Textarea
                  label="Message"
                  autosize
                  minRows={3}
                  maxRows={12}
                  maxLength={10_000}
                  required
                  value={text}
                  onChange={(event) => setText(event.currentTarget.value)}
                />
                <Group justify="flex-end">
                  <Button type="submit" loading={write.isPending} disabled={!ready || text.trim() === ''}>
                    Send
                  </Button>
                </Group>
              </>
            )}
          </Stack>
        </form>
      )}
    </Modal>
  );
}
