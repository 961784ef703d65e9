/** One customer, many addresses: what was joined and why, what might be the same person, and how to find out. */
import { Button, Group, Modal, Stack, Text, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { IconArrowBackUp, IconLink, IconUserQuestion } from '@tabler/icons-react';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { Asked, ContactLinks, ConversationDetail } from '../../../src/api/http/contract';
import { get, post } from '../api/client';
import { keys } from '../api/keys';
import { useLive } from '../live/feed';
import { done, failed } from '../shell/toasts';
import { date } from '../words/time';
import classes from './details.module.css';

type Links = z.infer<typeof ContactLinks>;

const ASKED: Record<z.infer<typeof Asked>['asked'], string> = {
  sent: 'A code is on its way. The customer writes it here, and the conversation goes on there.',
  moved: 'It is their address already: the conversation goes on there.',
  no_channel: 'This team has no number or mailbox to write there from.',
  opted_out: 'Nothing can be sent there: they opted out, or nothing arrives.',
  too_many: 'Too many codes within the hour. Try again later.',
  our_own: 'This is one of our own addresses.',
};

export function ContactLinksList({ conversation }: { conversation: ConversationDetail }) {
  const live = useLive();
  const [joining, setJoining] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const path = `/api/conversations/${conversation.id}/links`;
  const links = useQuery({
    // Whatever changes a conversation raises its revision.
    queryKey: [...keys.conversation(conversation.id), 'links', conversation.revision],
    queryFn: ({ signal }) => get<Links>(path, signal),
    placeholderData: keepPreviousData,
  });
  const changed = () => live.touched(conversation.id);
  const undo = useMutation({
    mutationFn: (id: string) => post(`${path}/${id}/undo`),
    onSuccess: () => done('Taken back: they are two customers again.'),
    onError: (error) => failed('Not taken back', error),
    onSettled: changed,
  });
  if (!links.data) return null;
  const { suggestions, ways } = links.data;
  return (
    <>
      {suggestions.map((one) => (
        <p key={one.contactId} className={classes.suggestion}>
          <IconUserQuestion size={16} aria-hidden />
          <span>
            Perhaps also <strong title={one.address}>{one.name ?? one.address}</strong>: {one.why}. Nothing proves it.
          </span>
          <UnstyledButton className={classes.copy} onClick={() => setJoining(one.address)}>
            Join
          </UnstyledButton>
        </p>
      ))}
      {links.data.links.length > 0 && (
        <ul className={classes.links} aria-label="Joined addresses">
          {links.data.links.map((link) => (
            <li key={link.id} data-undone={link.undoneAt !== null || undefined}>
              <IconLink size={15} aria-hidden />
              <span>
                {link.addresses.filter((address) => !address.startsWith('customer-')).join(', ') || 'Another customer'}
                <small>
                  {date(link.at)}
                  {link.by !== null && `, ${link.by}`}: {link.detail}
                  {link.undoneAt !== null && ` Taken back on ${date(link.undoneAt)}.`}
                </small>
              </span>
              {link.undoable && (
                <UnstyledButton
                  className={classes.copy}
                  disabled={undo.isPending}
                  onClick={() => undo.mutate(link.id)}
                  aria-label={`Part ${link.addresses.join(', ')} again`}
                  title="Take back"
                >
                  <IconArrowBackUp size={15} aria-hidden />
                </UnstyledButton>
              )}
            </li>
          ))}
        </ul>
      )}
      <Group gap={6} mt={6}>
        {ways.length > 0 && conversation.status !== 'closed' && (
          <Button size="compact-xs" variant="default" onClick={() => setAsking(true)}>
            Go on elsewhere
          </Button>
        )}
        <Button size="compact-xs" variant="default" onClick={() => setJoining('')}>
          Join with another
        </Button>
      </Group>
      {asking && <Elsewhere path={path} ways={ways} onClose={() => setAsking(false)} onChanged={changed} />}
      {joining !== null && <Join path={path} address={joining} onClose={() => setJoining(null)} onChanged={changed} />}
    </>
  );
}

interface DialogProps {
  path: string;
  onClose: () => void;
  onChanged: () => void;
}

function Elsewhere({ path, ways, onClose, onChanged }: DialogProps & { ways: Links['ways'] }) {
  const [address, setAddress] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      post<z.infer<typeof Asked>>(`${path}/code`, { kind: address.includes('@') ? 'email' : 'phone', address }),
    onSuccess: ({ asked }) => {
      if (asked === 'sent' || asked === 'moved') done(ASKED[asked]);
      else failed('No code was sent', new Error(ASKED[asked]));
      onClose();
    },
    onError: (error) => failed('No code was sent', error),
    onSettled: onChanged,
  });
  const kinds = ways.map((way) => (way === 'phone' ? 'phone number with its country code' : 'mail address'));
  return (
    <Modal opened onClose={onClose} title="Go on elsewhere">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            We send a code there. When the customer writes it in this conversation, the address is theirs, and you go on
            there. Until then whoever reads it sees nothing of before.
          </Text>
          <TextInput
            label={`The customer’s ${kinds.join(' or ')}`}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            required
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={ask.isPending}>
              Send the code
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Join({ path, address: known, onClose, onChanged }: DialogProps & { address: string }) {
  const [address, setAddress] = useState(known);
  const [reason, setReason] = useState('');
  const join = useMutation({
    mutationFn: () => post(path, { address, reason }),
    onSuccess: () => {
      done('They are one customer now. You can take it back here.');
      onClose();
    },
    onError: (error) => failed('Not joined', error),
    onSettled: onChanged,
  });
  return (
    <Modal opened onClose={onClose} title="Join with another customer">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          join.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            Both see what is said from now on, so be sure that it is one person. The other conversation is closed, and
            all of it stays readable here. It can be taken back.
          </Text>
          <TextInput
            label="Phone number or mail address of the other"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
            required
            data-autofocus={known === '' || undefined}
          />
          <Textarea
            label="How do you know?"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            required
            minLength={3}
            maxLength={500}
            autosize
            minRows={2}
            data-autofocus={known !== '' || undefined}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={join.isPending}>
              Join
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
