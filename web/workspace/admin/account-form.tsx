/** Adding or changing one channel account: Twilio numbers, mailboxes and web chats. Secrets go in and are never shown again. */
import { NumberInput, PasswordInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AccountEdit, AccountView } from '../../../src/api/http/contract';
import { useAdminTeams, useChange } from '../api/admin';
import { post, put } from '../api/client';
import { Callout } from '../shell/states';
import { useMe } from '../session/session';
import { channelName } from '../words/words';
import { editOf, MODES } from './account-edit';
import { CopyField } from './copy-field';
import { EmailFields } from './email-fields';
import { FormDrawer } from './form-drawer';

const CHANNELS = [
  { value: 'sms', label: 'SMS by Twilio' },
  { value: 'whatsapp', label: 'WhatsApp by Twilio' },
  { value: 'email', label: 'Email' },
  { value: 'web', label: 'Web chat' },
];

const PHONE = { label: 'Phone number', description: 'With its country code, such as +15550100' };
const ADDRESSES: Record<string, { label: string; description: string }> = {
  sms: PHONE,
  whatsapp: PHONE,
  email: { label: 'Email address', description: 'What customers write to, such as support@example.com' },
  web: { label: 'Site key', description: 'Letters, digits, dots and dashes; it names the site' },
};
/** What a new account of a channel begins with. */
const STARTS: Record<string, Record<string, unknown>> = { email: { provider: 'gmail' } };

const EMPTY: AccountEdit = {
  channel: 'sms',
  name: '',
  address: '',
  teamId: null,
  assistantMode: 'drafts',
  settings: {},
  active: true,
};

export function AccountForm({ account, onClose }: { account: AccountView | null; onClose: () => void }) {
  const { business } = useMe();
  const teams = useAdminTeams();
  // After adding, the form stays: the address for the provider's console is known only then.
  const [saved, setSaved] = useState(account);
  const [start, setStart] = useState<AccountEdit>(account ? editOf(account) : EMPTY);
  const [edit, setEdit] = useState(start);
  const [secrets, setSecrets] = useState<Record<string, string>>({});
  const patch = (part: Partial<AccountEdit>) => setEdit((now) => ({ ...now, ...part }));
  const setting = (name: string, value: unknown) =>
    setEdit((now) => {
      const { [name]: _old, ...rest } = now.settings;
      return { ...now, settings: value === '' ? rest : { ...rest, [name]: value } };
    });
  const text = (name: string) => (typeof edit.settings[name] === 'string' ? edit.settings[name] : '');

  const save = useChange({
    run: (body: AccountEdit) =>
      saved
        ? put<AccountView>(`/api/admin/accounts/${saved.id}`, body)
        : post<AccountView>('/api/admin/accounts', body),
    said: (result) => `${result.name} is saved.`,
    onDone: (result) => {
      if (saved || result.webhookUrl === null) {
        onClose();
        return;
      }
      setSaved(result);
      setStart(editOf(result));
      setEdit(editOf(result));
      setSecrets({});
    },
  });
  const { channel } = edit;
  const twilio = channel === 'sms' || channel === 'whatsapp';
  const given = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== ''));
  const dirty = JSON.stringify(edit) !== JSON.stringify(start) || Object.keys(given).length > 0;
  const submit = () => save.run(Object.keys(given).length > 0 ? { ...edit, secrets: given } : edit);
  const isSet = (name: string) => saved?.secretsSet.includes(name) ?? false;

  return (
    <FormDrawer
      opened
      title={saved ? saved.name : 'Add a channel account'}
      dirty={dirty}
      busy={save.busy}
      problem={save.problem}
      submit={saved ? 'Save' : 'Add account'}
      onSubmit={submit}
      onClose={onClose}
    >
      {!saved && business.simulated && (
        <Callout tone="wait" title="This ends the demo">
          An account added here is real. With it, the demo sign-ins, the demo articles and the sandbox stop. Make an
          admin of your own first, and let them choose a password.
        </Callout>
      )}
      {!account && saved?.webhookUrl && (
        <Callout tone="ok" title="The account is added">
          Now tell Twilio where to deliver: copy the address below into the number’s messaging settings.
        </Callout>
      )}
      {saved === null ? (
        <Select
          label="Channel"
          data={CHANNELS}
          value={edit.channel}
          allowDeselect={false}
          onChange={(next) => next !== null && patch({ channel: next, settings: STARTS[next] ?? {}, address: '' })}
        />
      ) : (
        <TextInput label="Channel" value={channelName(edit.channel)} readOnly disabled />
      )}
      <TextInput
        label="Name"
        description="What colleagues see"
        required
        maxLength={100}
        value={edit.name}
        onChange={(event) => patch({ name: event.currentTarget.value })}
      />
      <TextInput
        label={ADDRESSES[channel]?.label ?? 'Address'}
        description={ADDRESSES[channel]?.description}
        required
        maxLength={200}
        value={edit.address}
        onChange={(event) => patch({ address: event.currentTarget.value })}
      />
      {twilio ? (
        <>
          <TextInput
            label="Account SID"
            description="From the Twilio console: AC and 32 characters"
            required
            value={text('accountSid')}
            onChange={(event) => setting('accountSid', event.currentTarget.value.trim())}
          />
          <PasswordInput
            label="Auth token"
            description="It also proves that a webhook is Twilio’s own"
            required={!isSet('authToken')}
            placeholder={isSet('authToken') ? 'Set. Leave empty to keep it.' : undefined}
            autoComplete="off"
            value={secrets['authToken'] ?? ''}
            onChange={(event) => setSecrets({ ...secrets, authToken: event.currentTarget.value.trim() })}
          />
          <PasswordInput
            label="Previous auth token (optional)"
            description="During a rotation Twilio may still sign with the old one"
            placeholder={isSet('previousAuthToken') ? 'Set. Leave empty to keep it.' : undefined}
            autoComplete="off"
            value={secrets['previousAuthToken'] ?? ''}
            onChange={(event) => setSecrets({ ...secrets, previousAuthToken: event.currentTarget.value.trim() })}
          />
          <TextInput
            label="Messaging Service SID (optional)"
            description="When the number belongs to a pool: MG and 32 characters"
            value={text('messagingServiceSid')}
            onChange={(event) => setting('messagingServiceSid', event.currentTarget.value.trim())}
          />
          <NumberInput
            label="Messages a second (optional)"
            description="What the number may send; of a long text each part counts. Replies go first."
            min={0.01}
            max={1000}
            decimalScale={2}
            value={typeof edit.settings['perSecond'] === 'number' ? edit.settings['perSecond'] : ''}
            onChange={(value) => setting('perSecond', value)}
          />
        </>
      ) : channel === 'email' ? (
        <EmailFields
          settings={edit.settings}
          secrets={secrets}
          isSet={isSet}
          onSettings={(settings) => patch({ settings })}
          onSecret={(name, value) => setSecrets({ ...secrets, [name]: value })}
        />
      ) : (
        <>
          <TagsInput
            label="Sites that may show the chat"
            description="Each as https://www.example.com, then Enter. None: only Baton’s own pages."
            value={origins(edit.settings)}
            onChange={(list) => setting('origins', list.length === 0 ? '' : list)}
          />
          <PasswordInput
            label="Identity secret (optional)"
            description="At least 32 characters. Your server signs with it who its signed-in customers are."
            placeholder={isSet('identitySecret') ? 'Set. Leave empty to keep it.' : undefined}
            autoComplete="off"
            value={secrets['identitySecret'] ?? ''}
            onChange={(event) => setSecrets({ ...secrets, identitySecret: event.currentTarget.value.trim() })}
          />
        </>
      )}
      <Select
        label="Team"
        description="Whose conversations begin here. None: the fallback team."
        data={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
        value={edit.teamId}
        clearable
        placeholder="Fallback team"
        onChange={(teamId) => patch({ teamId })}
      />
      <Select
        label="Assistant"
        description={saved ? undefined : 'A new account begins with drafts. Let it answer once you have seen them.'}
        data={MODES.filter((mode) => saved !== null || mode.value !== 'answers')}
        value={edit.assistantMode}
        allowDeselect={false}
        onChange={(mode) => mode !== null && patch({ assistantMode: mode })}
      />
      {channel !== 'web' && (
        <Switch
          label="A line for staff"
          description="Agents are told of handoffs from here, and from no other account of this channel. Customers are not written to first."
          checked={edit.settings['staff'] === true}
          onChange={(event) => setting('staff', event.currentTarget.checked || '')}
        />
      )}
      <Switch
        label="In use"
        description="Switched off, nothing is taken in or sent out over it."
        checked={edit.active}
        onChange={(event) => patch({ active: event.currentTarget.checked })}
      />
      {saved?.webhookUrl && (
        <CopyField
          label="Webhook address"
          description="In the Twilio console, under “A message comes in”: Webhook, HTTP POST"
          value={saved.webhookUrl}
        />
      )}
      {saved && channel === 'web' && (
        <CopyField
          label="For your site"
          description="Put this before the end of the page’s body"
          value={`<script src="${window.location.origin}/widget.js" data-site="${saved.address}" async></script>`}
        />
      )}
    </FormDrawer>
  );
}

function origins(settings: Record<string, unknown>): string[] {
  const list = settings['origins'];
  return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
}
