/** Channel accounts: whether they live, whose their conversations are, and how far the assistant may go on them. */
import { Button, Select } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { AccountEdit, AccountView, ListedAccount } from '../../../src/api/http/contract';
import { useAccounts, useAdminTeams, useChange } from '../api/admin';
import { post, put } from '../api/client';
import { ChannelIcon } from '../inbox/channel-icon';
import { Tag } from '../inbox/tag';
import { EmptyState } from '../shell/states';
import { fullTime } from '../words/time';
import { channelName, type Tone } from '../words/words';
import { editOf, MODES } from './account-edit';
import { AccountForm } from './account-form';
import classes from './admin.module.css';
import { AccountSetup } from './account-setup';
import { AdminFrame } from './admin-frame';
import { Quarantine } from './quarantine';

const HEALTH: Record<AccountView['health'], { words: string; tone: Tone }> = {
  ok: { words: 'Works', tone: 'ok' },
  failing: { words: 'Failing', tone: 'danger' },
  unknown: { words: 'Not checked yet', tone: 'plain' },
};

export function ChannelsPage() {
  const accounts = useAccounts();
  const [form, setForm] = useState<AccountView | 'new' | null>(null);
  return (
    <AdminFrame
      title="Channels"
      intro="The numbers, mailboxes and sites that customers write to, and the team that gets what arrives there."
      query={accounts}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setForm('new')}>
          Add account
        </Button>
      }
    >
      {accounts.data?.length === 0 ? (
        <EmptyState title="No channel account yet">
          Add a Twilio number, a mailbox or a web chat. Customers who write to it appear in the inbox.
        </EmptyState>
      ) : (
        <ul className={classes.cards}>
          {accounts.data?.map((account) => (
            <AccountCard key={account.id} account={account} onEdit={() => setForm(account)} />
          ))}
        </ul>
      )}
      <Quarantine />
      {form !== null && (
        <AccountForm
          key={form === 'new' ? 'new' : form.id}
          account={form === 'new' ? null : form}
          onClose={() => setForm(null)}
        />
      )}
    </AdminFrame>
  );
}

function AccountCard({ account, onEdit }: { account: ListedAccount; onEdit: () => void }) {
  const teams = useAdminTeams();
  const fallback = teams.data?.find((team) => team.isFallback)?.name;
  const save = useChange({
    run: (edit: AccountEdit) => put<AccountView>(`/api/admin/accounts/${account.id}`, edit),
    said: (saved) => `${saved.name} is changed.`,
    undo: () => editOf(account),
    failure: `${account.name} was not changed`,
  });
  const check = useChange({
    run: () => post<AccountView>(`/api/admin/accounts/${account.id}/check`),
    said: (checked) => `${checked.name}: ${checked.healthDetail ?? HEALTH[checked.health].words}`,
    failure: 'The check could not run',
  });
  const [setup, setSetup] = useState(false);
  const health = HEALTH[account.health];
  return (
    <li className={classes.card} data-off={!account.active || undefined}>
      <div className={classes.cardMain}>
        <span className={classes.cardIcon}>
          <ChannelIcon channel={account.channel} size={20} silent />
        </span>
        <div className={classes.cardWords}>
          <h2 className={classes.cardTitle} title={account.name}>
            {account.name}
          </h2>
          <p className={classes.cardSub} title={account.address}>
            {channelName(account.channel)} · {account.address}
          </p>
          <p className={classes.tags}>
            {!account.active && <Tag tone="wait">Switched off</Tag>}
            {account.simulated ? (
              <Tag>Simulated</Tag>
            ) : (
              <Tag tone={health.tone} title={account.healthAt ? `Checked ${fullTime(account.healthAt)}` : undefined}>
                {health.words}
              </Tag>
            )}
            {account.healthDetail !== null && (account.health === 'failing' || account.channel === 'email') && (
              <span className={classes.why} data-health={account.health}>
                {account.healthDetail}
              </span>
            )}
          </p>
          {account.warning !== null && (
            <p className={classes.why} data-health="failing">
              {account.warning}
            </p>
          )}
        </div>
      </div>
      <div className={classes.cardControls}>
        <Select
          size="xs"
          label="Team"
          data={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
          value={account.teamId}
          placeholder={fallback === undefined ? 'Fallback team' : `${fallback} (fallback)`}
          clearable
          disabled={save.busy}
          onChange={(teamId) => save.run({ ...editOf(account), teamId })}
        />
        <Select
          size="xs"
          label="Assistant"
          data={[...MODES]}
          value={account.assistantMode}
          allowDeselect={false}
          disabled={save.busy}
          onChange={(mode) => mode !== null && save.run({ ...editOf(account), assistantMode: mode })}
        />
        <div className={classes.cardButtons}>
          <Button
            size="xs"
            variant="default"
            loading={check.busy}
            onClick={() => check.run(undefined)}
            leftSection={<IconPlugConnected size={14} aria-hidden />}
          >
            Check<span className="sr-only"> {account.name}</span>
          </Button>
          {account.inspectable && (
            <Button size="xs" variant="default" onClick={() => setSetup(true)}>
              Setup<span className="sr-only"> of {account.name} at its provider</span>
            </Button>
          )}
          <Button size="xs" variant="default" onClick={onEdit}>
            Edit<span className="sr-only"> {account.name}</span>
          </Button>
        </div>
      </div>
      {setup && <AccountSetup account={account} onClose={() => setSetup(false)} />}
    </li>
  );
}
