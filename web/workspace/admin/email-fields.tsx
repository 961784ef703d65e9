/** What a mailbox needs: its provider or its two servers, how it signs in, and how its mail looks. */
import { Fieldset, Group, NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from '@mantine/core';

const PROVIDERS = [
  { value: 'gmail', label: 'Gmail or Google Workspace' },
  { value: 'outlook', label: 'Microsoft 365 or Outlook.com' },
  { value: 'fastmail', label: 'Fastmail' },
  { value: 'icloud', label: 'iCloud' },
  { value: 'yahoo', label: 'Yahoo' },
  { value: 'zoho', label: 'Zoho' },
  { value: '', label: 'Another provider or an own server' },
];
const SECURITY = [
  { value: 'tls', label: 'TLS' },
  { value: 'starttls', label: 'STARTTLS' },
];

interface Server {
  host: string;
  port: number;
  security: string;
}

export interface EmailFieldsProps {
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
  isSet: (secret: string) => boolean;
  onSettings: (settings: Record<string, unknown>) => void;
  onSecret: (name: string, value: string) => void;
}

export function EmailFields({ settings, secrets, isSet, onSettings, onSecret }: EmailFieldsProps) {
  const text = (name: string) => (typeof settings[name] === 'string' ? settings[name] : '');
  const set = (part: Record<string, unknown>) =>
    onSettings(
      Object.fromEntries(
        Object.entries({ ...settings, ...part }).filter(([, value]) => value !== '' && value !== null),
      ),
    );
  const provider = text('provider');
  const oauth = settings['auth'] === 'oauth2';
  const secret = (name: string, label: string, description?: string) => (
    <PasswordInput
      label={label}
      description={description}
      placeholder={isSet(name) ? 'Set. Leave empty to keep it.' : undefined}
      autoComplete="off"
      value={secrets[name] ?? ''}
      onChange={(event) => onSecret(name, event.currentTarget.value)}
    />
  );
  return (
    <>
      <Select
        label="Provider"
        data={PROVIDERS}
        value={provider}
        allowDeselect={false}
        onChange={(value) =>
          value !== null &&
          set(
            value === ''
              ? { provider: '', imap: server(settings['imap'], 993), smtp: server(settings['smtp'], 465) }
              : { provider: value, imap: null, smtp: null },
          )
        }
      />
      {provider === '' && (
        <>
          <ServerFields
            legend="Incoming server (IMAP)"
            value={server(settings['imap'], 993)}
            onChange={(imap) => set({ imap })}
          />
          <ServerFields
            legend="Outgoing server (SMTP)"
            value={server(settings['smtp'], 465)}
            onChange={(smtp) => set({ smtp })}
          />
        </>
      )}
      <TextInput
        label="Name to sign in with (optional)"
        description="The address, unless the provider says otherwise"
        value={text('user')}
        onChange={(event) => set({ user: event.currentTarget.value.trim() })}
      />
      <Select
        label="Sign-in"
        data={[
          { value: 'password', label: 'Password or app password' },
          { value: 'oauth2', label: 'OAuth2 (refresh token)' },
        ]}
        value={oauth ? 'oauth2' : 'password'}
        allowDeselect={false}
        onChange={(auth) => auth !== null && set({ auth })}
      />
      {oauth ? (
        <>
          <TextInput
            label="Client id"
            required
            value={text('clientId')}
            onChange={(event) => set({ clientId: event.currentTarget.value.trim() })}
          />
          {secret('clientSecret', 'Client secret (optional)')}
          {secret('refreshToken', 'Refresh token', 'From the consent of the mailbox’s owner')}
          <TextInput
            label={provider === 'gmail' || provider === 'outlook' ? 'Token address (optional)' : 'Token address'}
            description="Where an access token is had for the refresh token"
            value={text('tokenUrl')}
            onChange={(event) => set({ tokenUrl: event.currentTarget.value.trim() })}
          />
        </>
      ) : (
        secret('password', 'Password', 'Gmail, iCloud, Yahoo and Fastmail want an app password')
      )}
      <TextInput
        label="Sender’s name (optional)"
        description="Beside the address; an agent’s name stands before it"
        value={text('fromName')}
        onChange={(event) => set({ fromName: event.currentTarget.value })}
      />
      <Textarea
        label="Signature (optional)"
        autosize
        minRows={2}
        maxRows={6}
        value={text('signature')}
        onChange={(event) => set({ signature: event.currentTarget.value })}
      />
      <TextInput
        label="Receiving server’s name in Authentication-Results (optional)"
        description="Such as mx.google.com. Only a server that removes forged ones may be named; without it Baton checks DKIM itself."
        value={text('authservId')}
        onChange={(event) => set({ authservId: event.currentTarget.value.trim() })}
      />
      <Switch
        label="The mailbox takes name+anything@ addresses"
        description="Answers then name what they answer even where a mail program drops the thread."
        checked={settings['plusAddress'] === true}
        onChange={(event) => set({ plusAddress: event.currentTarget.checked })}
      />
    </>
  );
}

function ServerFields(props: { legend: string; value: Server; onChange: (value: Server) => void }) {
  const { legend, value, onChange } = props;
  return (
    <Fieldset legend={legend}>
      <TextInput
        label="Server"
        required
        placeholder="mail.example.com"
        value={value.host}
        onChange={(event) => onChange({ ...value, host: event.currentTarget.value.trim() })}
      />
      <Group grow mt="xs">
        <NumberInput
          label="Port"
          min={1}
          max={65_535}
          hideControls
          value={value.port}
          onChange={(port) => onChange({ ...value, port: Number(port) })}
        />
        <Select
          label="Security"
          data={SECURITY}
          value={value.security}
          allowDeselect={false}
          onChange={(security) => security !== null && onChange({ ...value, security })}
        />
      </Group>
    </Fieldset>
  );
}

function server(stored: unknown, port: number): Server {
  const known = typeof stored === 'object' && stored !== null ? (stored as Partial<Server>) : {};
  return { host: known.host ?? '', port: known.port ?? port, security: known.security ?? 'tls' };
}
