/** Where an agent writes: a reply to the customer or a note to colleagues; kept at every key, sent with one. */
import { ActionIcon, Button, Menu, SegmentedControl, Textarea, Tooltip } from '@mantine/core';
import { IconMessage2Bolt, IconNote, IconSend, IconSettings } from '@tabler/icons-react';
import { useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import type { ConversationDetail, LegVerdict, Verdicts } from '../../../src/api/http/contract';
import { Source } from '../details/section';
import { post, query } from '../api/client';
import { usePreference } from '../session/preferences';
import { useMe } from '../session/session';
import { channelName, contactName } from '../words/words';
import { filled, namingAt, unfilled } from './canned';
import { useCannedChoices } from './canned-choices';
import { AidPanel, AidsMenu, useAids } from './aids';
import { AssistantDraft } from './assistant-draft';
import { legKey, LegPicker, OtherWays, SizeOf, useVerdicts, WindowLeft } from './leg-verdict';
import { useDraft, type DraftKind } from './drafts';
import classes from './inbox.module.css';
import type { More } from './pending';
import { TemplateForm } from './template-form';
import { AttachButton, AttachedList, useAttaching } from './uploads';
import type { Actions } from './use-actions';

export interface ComposerHandle {
  focus(kind: DraftKind): void;
  /** Puts words back to be edited, before what is already there. */
  put(text: string): void;
}

interface Props {
  handle: Ref<ComposerHandle>;
  conversation: ConversationDetail;
  actions: Actions;
  onSend: (text: string, more?: More) => void;
  /** The first letter of a reply is written: what stands above it by then is what it answers. */
  onBegin: () => void;
  /** What the customer wrote last. */
  theirWords: string;
  onJump: (seq: number) => void;
}

const TYPING_EVERY_MS = 4_000;
const LONGEST = 10_000;

export function Composer({ handle, conversation, actions, onSend, onBegin, theirWords, onJump }: Props) {
  const { agent } = useMe();
  const [sendWith, setSendWith] = usePreference('sendWith');
  const reply = useDraft(agent.id, conversation.id, 'reply', conversation.myDraft);
  const note = useDraft(agent.id, conversation.id, 'note', null);
  const [kind, setKind] = useState<DraftKind>('reply');
  const area = useRef<HTMLTextAreaElement>(null);
  const told = useRef(0);

  const aids = useAids(conversation.id);

  const draft = kind === 'reply' ? reply : note;
  const text = draft.text.trim();
  const attaching = useAttaching();
  const { legs, askedAgain } = useVerdicts(conversation, kind === 'reply' ? text : '', attaching.ready);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const leg = legs.find((one) => legKey(one) === chosenKey) ?? legs.find((one) => one.current);
  const otherWay = leg && !leg.current ? { leg: { accountId: leg.accountId, addressId: leg.addressId } } : {};
  // Nothing else is taken now: the composer changes by itself.
  const byTemplate = kind === 'reply' && leg?.fault === 'window-closed' ? leg : null;
  const blocked = kind === 'reply' ? whyBlocked(conversation, leg) : null;
  const gap = kind === 'reply' ? unfilled(text) : null;
  const [caret, setCaret] = useState(0);
  const naming = kind === 'reply' && blocked === null ? namingAt(draft.text, caret) : null;
  const insert = (words: string, from: number, to: number) => {
    const next = draft.text.slice(0, from) + words + draft.text.slice(to);
    const open = unfilled(words);
    const selected = open ? [from + open.start, from + open.start + open.written.length] : [from + words.length];
    draft.set(next);
    setCaret(selected.at(-1) ?? next.length);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(selected[0] ?? 0, selected.at(-1) ?? 0);
    });
  };
  const byButton = useRef(false);
  const canned = useCannedChoices(
    naming?.name ?? null,
    conversation.contactProfile.language,
    (choice) => {
      if (!naming) return;
      const known = { 'contact.name': conversation.contact.name, 'agent.name': agent.publicName };
      insert(filled(choice.text, known), naming.start, naming.start + 1 + naming.name.length);
    },
    () => {
      // The stroke that the button wrote goes again; one that was typed is the agent's own.
      if (byButton.current && naming?.name === '') insert('', naming.start, naming.start + 1);
      byButton.current = false;
    },
  );
  const ready =
    (text !== '' || (kind === 'reply' && attaching.ready.length > 0)) &&
    !(kind === 'reply' && attaching.waits) &&
    gap === null &&
    text.length <= LONGEST &&
    blocked === null &&
    !(kind === 'note' && actions.busy);

  const choose = (next: DraftKind) => {
    setKind(next);
    // The field may be shown only after this render.
    requestAnimationFrame(() => area.current?.focus());
  };
  useImperativeHandle(handle, () => ({
    focus: choose,
    put: (words) => {
      reply.set(reply.text === '' ? words : `${words}\n${reply.text}`);
      choose('reply');
    },
  }));

  const send = () => {
    if (!ready) return;
    if (kind === 'reply') {
      onSend(text, { ...otherWay, ...(attaching.ready.length > 0 ? { files: attaching.ready } : {}) });
      reply.clear();
      attaching.clear();
    } else {
      // Kept until it is saved: a refused note is not lost.
      void actions.note(text).then(
        () => note.clear(),
        () => undefined,
      );
    }
    area.current?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (canned.onKey(event)) return;
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    const mod = event.ctrlKey || event.metaKey;
    if (mod || (sendWith === 'enter' && !event.shiftKey)) {
      event.preventDefault();
      send();
    }
  };
  const onChange = (next: string) => {
    if (kind === 'reply' && draft.text === '') onBegin();
    draft.set(next);
    if (kind === 'note' || next === '' || Date.now() - told.current < TYPING_EVERY_MS) return;
    told.current = Date.now();
    post(`/api/conversations/${conversation.id}/typing`).catch(() => undefined);
  };

  const name = contactName(conversation.contact);
  return (
    <section className={classes.composer} data-kind={kind} aria-label="Write">
      {conversation.assistantDraft && conversation.can.reply && (
        <AssistantDraft
          key={conversation.assistantDraft.text}
          draft={conversation.assistantDraft}
          onUse={(words) => {
            reply.set(words);
            choose('reply');
          }}
        />
      )}
      <AidPanel
        aids={aids}
        onJump={onJump}
        onUse={(words) => {
          reply.set(words);
          choose('reply');
        }}
      />
      <div className={classes.composerHead}>
        <SegmentedControl
          size="xs"
          value={kind}
          onChange={(value) => setKind(value === 'note' ? 'note' : 'reply')}
          data={[
            { value: 'reply', label: 'Reply' },
            { value: 'note', label: 'Note' },
          ]}
          aria-label="Reply to the customer, or note for colleagues"
        />
        <span className={classes.composerTo} title={conversation.account.name}>
          {kind === 'reply'
            ? `to ${name}${legs.length > 1 ? ' on' : `, ${channelName(leg?.channel ?? conversation.channel)}`}`
            : 'for colleagues; the customer never sees it'}
        </span>
        {kind === 'reply' && leg && legs.length > 1 && (
          <LegPicker legs={legs} chosen={leg} onChoose={(one) => setChosenKey(legKey(one))} />
        )}
      </div>
      {kind === 'reply' && leg && <WindowLeft leg={leg} />}
      {blocked !== null && (
        <p className={classes.blocked} role="status">
          {blocked} {leg && <OtherWays legs={legs} chosen={leg} onChoose={(one) => setChosenKey(legKey(one))} />}
        </p>
      )}
      {kind === 'reply' && blocked === null && text !== '' && <Consequence conversation={conversation} me={agent.id} />}
      {kind === 'reply' && text !== '' && <AskedAgain known={askedAgain} onJump={onJump} />}
      {canned.list}
      {byTemplate && (
        <TemplateForm
          key={legKey(byTemplate)}
          path={query(`/api/conversations/${conversation.id}/templates`, { accountId: byTemplate.accountId })}
          onSend={(preview, template) => onSend(preview, { ...otherWay, template })}
        />
      )}
      <Textarea
        ref={area}
        aria-label={kind === 'reply' ? `Reply to ${name}` : 'Note for colleagues'}
        placeholder={kind === 'reply' ? 'Write a reply' : 'Write a note'}
        autosize
        minRows={2}
        maxRows={9}
        value={draft.text}
        disabled={blocked !== null && draft.text === ''}
        // What was begun is not lost, but makes no room where it cannot be sent.
        {...(byTemplate !== null && draft.text === '' ? { display: 'none' } : {})}
        onChange={(event) => {
          byButton.current = false;
          setCaret(event.currentTarget.selectionStart);
          onChange(event.currentTarget.value);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={onKey}
        onPaste={(event) => {
          const pasted = [...event.clipboardData.files];
          if (kind !== 'reply' || pasted.length === 0) return;
          event.preventDefault();
          attaching.add(pasted);
        }}
        error={
          text.length > LONGEST
            ? `Too long by ${text.length - LONGEST} characters`
            : gap && `Write what ${gap.written} stands for: it is not known of this customer.`
        }
        {...canned.field}
        classNames={{ input: classes.composerInput }}
      />
      {kind === 'reply' && <AttachedList attaching={attaching} leg={leg} />}
      <div className={classes.composerFoot}>
        <Menu position="top-start" width={250}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label="Which key sends">
              <IconSettings size={16} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.RadioGroup
              value={sendWith}
              onChange={(value) => setSendWith(value === 'enter' ? 'enter' : 'ctrl-enter')}
            >
              <Menu.RadioItem value="ctrl-enter">Ctrl + Enter sends</Menu.RadioItem>
              <Menu.RadioItem value="enter">Enter sends, Shift + Enter breaks</Menu.RadioItem>
            </Menu.RadioGroup>
          </Menu.Dropdown>
        </Menu>
        {kind === 'reply' && (
          <Tooltip label="Canned replies (type /)">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Canned replies"
              disabled={blocked !== null}
              onClick={() => {
                byButton.current = true;
                const at = area.current?.selectionStart ?? draft.text.length;
                insert(/(^|\s)$/.test(draft.text.slice(0, at)) ? '/' : ' /', at, at);
              }}
            >
              <IconMessage2Bolt size={18} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        {kind === 'reply' && <AttachButton attaching={attaching} disabled={blocked !== null || byTemplate !== null} />}
        <AidsMenu aids={aids} conversation={conversation} text={reply.text.trim()} theirWords={theirWords} />
        {kind === 'reply' && leg && <SizeOf leg={leg} text={text} files={attaching.ready.length} onSwap={reply.set} />}
        <span className={classes.composerHint}>{sendWith === 'enter' ? 'Enter' : 'Ctrl + Enter'} sends</span>
        {byTemplate === null && (
          <Button
            size="sm"
            disabled={!ready}
            onClick={send}
            loading={kind === 'note' && actions.busy}
            leftSection={kind === 'reply' ? <IconSend size={16} aria-hidden /> : <IconNote size={16} aria-hidden />}
          >
            {kind === 'reply' ? 'Send' : 'Save note'}
          </Button>
        )}
      </div>
    </section>
  );
}

/** So that nobody repeats themselves. */
function AskedAgain({ known, onJump }: { known: Verdicts['askedAgain']; onJump: (seq: number) => void }) {
  if (known.length === 0) return null;
  return (
    <p className={classes.consequence} role="status">
      They gave that already:{' '}
      {known.map(({ label, value, seq }) => (
        <span key={label}>
          {label.toLowerCase()} <strong>{value}</strong> <Source seq={seq} onJump={onJump} />{' '}
        </span>
      ))}
    </p>
  );
}

/** Words to the customer take the conversation, unless a colleague has it. */
function Consequence({ conversation, me }: { conversation: ConversationDetail; me: string }) {
  const { holder, assignee } = conversation;
  if (assignee?.id === me) return null;
  const words =
    assignee !== null
      ? `${assignee.name} holds this conversation. Your words are sent, but it stays theirs.`
      : holder === 'queue'
        ? 'Sending accepts the conversation: it becomes yours.'
        : 'Sending takes the conversation over from the assistant.';
  return (
    <p className={classes.consequence} role="status">
      {words}
    </p>
  );
}

/** Why no reply can go out now, with what would help. */
function whyBlocked(conversation: ConversationDetail, leg: LegVerdict | undefined): string | null {
  if (leg && leg.blocked !== null) return leg.blocked;
  if (leg && !leg.current) return null;
  if (conversation.sendBlocked !== null) return conversation.sendBlocked;
  if (conversation.can.reply) return null;
  if (conversation.can.accept) return 'Accept the conversation to reply.';
  if (conversation.can.takeOver) return 'Take the conversation over to reply.';
  if (conversation.status === 'closed') return 'The conversation is closed. It opens again when the customer writes.';
  return 'Another agent holds this conversation. You can leave a note.';
}
