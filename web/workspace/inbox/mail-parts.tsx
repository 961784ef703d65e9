/** What a mail carries beside its words: its subject, who vouches for it, who else read it, and the whole of it on demand. */
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconMail, IconRobot, IconUserQuestion } from '@tabler/icons-react';
import { useState } from 'react';
import type { Message } from '../api/transcript';
import classes from './inbox.module.css';

interface MailContent {
  subject?: string;
  to?: { name: string | null; address: string }[];
  cc?: { name: string | null; address: string }[];
  verdict?: { from: 'verified' | 'unverified'; detail: string };
  remoteImages?: number;
}

export function mailOf({ content }: Message): MailContent | null {
  const mail = content['email'];
  return typeof mail === 'object' && mail !== null ? mail : null;
}

export function MailHead({ message }: { message: Message }) {
  const mail = mailOf(message);
  const { content } = message;
  if (!mail) return null;
  const { subject = '', cc = [], verdict } = mail;
  return (
    <>
      {subject !== '' && !message.text.startsWith(subject) && <p className={classes.subject}>{subject}</p>}
      {content['participant'] === true && (
        <p className={classes.warning}>
          <IconUserQuestion size={15} aria-hidden /> Not the customer: somebody else wrote into this conversation.
        </p>
      )}
      {verdict?.from === 'unverified' && (
        <p className={classes.warning} title={verdict.detail}>
          <IconAlertTriangle size={15} aria-hidden /> Sender not verified: {verdict.detail}
        </p>
      )}
      {content['automatic'] === true && (
        <p className={classes.file}>
          <IconRobot size={15} aria-hidden /> Written by a machine; not answered automatically.
        </p>
      )}
      {cc.length > 0 && (
        <p className={classes.file} title={cc.map(({ address }) => address).join(', ')}>
          Copy to {cc.map(({ name, address }) => name ?? address).join(', ')}
        </p>
      )}
    </>
  );
}

export function MailOriginal({ message, conversationId }: { message: Message; conversationId: string }) {
  const [shown, setShown] = useState(false);
  const [images, setImages] = useState(false);
  if (message.content['original'] !== true) return null;
  const remote = mailOf(message)?.remoteImages ?? 0;
  const address = `/api/conversations/${conversationId}/messages/${message.id}/original${images ? '?images=1' : ''}`;
  return (
    <div className={classes.original}>
      <div className={classes.originalBar}>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconMail size={14} aria-hidden />}
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? 'Hide the whole mail' : 'Show the whole mail'}
        </Button>
        {shown && remote > 0 && !images && (
          <Button size="compact-xs" variant="default" onClick={() => setImages(true)}>
            Load {remote} remote {remote === 1 ? 'image' : 'images'}
          </Button>
        )}
      </div>
      {shown && (
        <iframe
          key={address}
          className={classes.frame}
          title="The whole mail"
          src={address}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
        />
      )}
    </div>
  );
}
