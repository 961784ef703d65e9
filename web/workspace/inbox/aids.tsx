/** Help while writing: a draft, a summary, a translation, an answer from the knowledge. Shown as drafts; nothing is sent by itself. */
import { ActionIcon, Alert, Anchor, Button, Group, Loader, Menu, TextInput, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBook2,
  IconLanguage,
  IconListDetails,
  IconPencilBolt,
  IconSparkles,
} from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { AidView, ConversationDetail } from '../../../src/api/http/contract';
import { post } from '../api/client';
import { Source } from '../details/section';
import { useMe } from '../session/session';
import { languageName } from '../words/words';
import classes from './inbox.module.css';

type Asked =
  | { kind: 'draft' }
  | { kind: 'summary' }
  /** `mine`: words of the agent's, to be sent; else the customer's, to be read. */
  | { kind: 'translation'; text: string; into: string; mine: boolean }
  | { kind: 'answer'; question: string };

const BY: Record<AidView['by'], string> = {
  model: 'written by the model',
  knowledge: 'quoted from the knowledge',
  quotes: 'quoted from the conversation',
};
const TITLES: Record<AidView['kind'], string> = {
  draft: 'Draft of a reply',
  summary: 'Summary',
  translation: 'Translation',
  answer: 'From the knowledge',
};

export interface AidsState {
  ask: (asked: Asked) => void;
  openQuestion: () => void;
  close: () => void;
  busy: boolean;
  asking: boolean;
  given: AidView | undefined;
  /** Whether it may become the reply. */
  usable: boolean;
  fault: string | null;
}

export function useAids(conversationId: string): AidsState {
  const [asking, setAsking] = useState(false);
  const { mutate, reset, isPending, data, error, variables } = useMutation({
    mutationFn: (asked: Asked) => post<AidView>(`/api/conversations/${conversationId}/aids`, asked),
  });
  return {
    ask: (asked) => {
      setAsking(asked.kind === 'answer');
      mutate(asked);
    },
    openQuestion: () => {
      reset();
      setAsking(true);
    },
    close: () => {
      reset();
      setAsking(false);
    },
    busy: isPending,
    asking,
    given: data,
    usable: data?.kind !== 'summary' && (variables?.kind !== 'translation' || variables.mine),
    fault: error === null ? null : error.message,
  };
}

/** The menu beside the words. `theirWords`: what the customer wrote last. */
export function AidsMenu({
  aids,
  conversation,
  text,
  theirWords,
}: {
  aids: AidsState;
  conversation: ConversationDetail;
  text: string;
  theirWords: string;
}) {
  const { business } = useMe();
  const theirs = conversation.contactProfile.language ?? 'en';
  const mine = navigator.language.slice(0, 2).toLowerCase();
  return (
    <Menu
      position="top-start"
      width={300}
      withinPortal
      // The question has the focus as soon as it is there, and keeps it.
      returnFocus={!aids.asking}
    >
      <Menu.Target>
        <Tooltip label="Draft, summary, translation, knowledge">
          <ActionIcon variant="subtle" color="gray" aria-label="Help with writing" loading={aids.busy}>
            <IconSparkles size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencilBolt size={16} aria-hidden />} onClick={() => aids.ask({ kind: 'draft' })}>
          Draft a reply
        </Menu.Item>
        <Menu.Item
          leftSection={<IconListDetails size={16} aria-hidden />}
          onClick={() => aids.ask({ kind: 'summary' })}
        >
          Summarise the conversation
        </Menu.Item>
        <Menu.Item leftSection={<IconBook2 size={16} aria-hidden />} onClick={aids.openQuestion}>
          Ask the knowledge
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLanguage size={16} aria-hidden />}
          disabled={!business.model || theirWords === ''}
          onClick={() => aids.ask({ kind: 'translation', text: theirWords, into: mine, mine: false })}
        >
          Translate their words into {languageName(mine)}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLanguage size={16} aria-hidden />}
          disabled={!business.model || text === ''}
          onClick={() => aids.ask({ kind: 'translation', text, into: theirs, mine: true })}
        >
          Translate my words into {languageName(theirs)}
        </Menu.Item>
        {!business.model && <Menu.Label>Translating needs a model, and none is configured.</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}

/** What was given, above the words; `onUse` puts it among them. */
export function AidPanel({
  aids,
  onUse,
  onJump,
}: {
  aids: AidsState;
  onUse: (text: string) => void;
  onJump: (seq: number) => void;
}) {
  const { given } = aids;
  if (!aids.busy && !aids.asking && !given && aids.fault === null) return null;
  return (
    <aside className={classes.proposal} aria-label="Help with writing" aria-busy={aids.busy}>
      <p className={classes.by}>
        <strong className={classes.author}>
          <IconSparkles size={14} aria-hidden />{' '}
          {given ? TITLES[given.kind] : aids.asking ? TITLES.answer : 'One moment'}
        </strong>
        <span>{given && given.text !== null ? `${BY[given.by]}, not sent` : 'not sent'}</span>
      </p>
      {aids.asking && <Question onAsk={(question) => aids.ask({ kind: 'answer', question })} busy={aids.busy} />}
      {aids.busy && !aids.asking && <Loader size="xs" type="dots" aria-label="Writing" />}
      {aids.fault !== null && <Alert color="red">{aids.fault}</Alert>}
      {given && !aids.busy && <Given given={given} onUse={onUse} onJump={onJump} />}
      <Group gap="xs" mt={8}>
        {given && given.text !== null && aids.usable && !aids.busy && (
          <Button size="xs" onClick={() => onUse(given.text ?? '')}>
            Use draft
          </Button>
        )}
        <Button size="xs" variant="default" onClick={aids.close}>
          Hide
        </Button>
      </Group>
    </aside>
  );
}

function Question({ onAsk, busy }: { onAsk: (question: string) => void; busy: boolean }) {
  const [question, setQuestion] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (question.trim().length > 1) onAsk(question.trim());
  };
  return (
    <form onSubmit={send} className={classes.aidQuestion}>
      <TextInput
        size="xs"
        flex={1}
        autoFocus
        aria-label="Question to the knowledge"
        placeholder="What do you want to know?"
        maxLength={1_000}
        value={question}
        onChange={(event) => setQuestion(event.currentTarget.value)}
      />
      <Button size="xs" type="submit" loading={busy} disabled={question.trim().length < 2}>
        Ask
      </Button>
    </form>
  );
}

function Given({
  given,
  onUse,
  onJump,
}: {
  given: AidView;
  onUse: (text: string) => void;
  onJump: (seq: number) => void;
}) {
  return (
    <div className={classes.aidGiven}>
      {given.kind === 'summary' ? (
        <ul className={classes.aidClaims}>
          {given.claims.map((claim) => (
            <li key={`${claim.seqs.join()} ${claim.text}`}>
              {claim.text}{' '}
              {claim.seqs.map((seq) => (
                <Source key={seq} seq={seq} onJump={onJump} />
              ))}
            </li>
          ))}
        </ul>
      ) : (
        given.text !== null && <p className={classes.words}>{given.text}</p>
      )}
      {given.warnings.map((warning) => (
        <p key={warning} className={classes.aidWarning} role="status">
          <IconAlertTriangle size={14} aria-hidden /> {warning}
        </p>
      ))}
      {given.articles.map((article) => (
        <p key={article.id} className={classes.cites}>
          <IconBook2 size={14} aria-hidden /> {article.title}{' '}
          {article.forCustomer ? (
            <Anchor component="button" type="button" size="xs" onClick={() => onUse(article.quote)}>
              quote
            </Anchor>
          ) : (
            <span>not for this customer</span>
          )}
        </p>
      ))}
    </div>
  );
}
