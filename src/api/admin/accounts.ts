/** Channel accounts: numbers and sites, their team, their secrets. Values of secrets go in and never come out. */
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CHANNELS, type Channels } from '../../channels/channel';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Secrets } from '../../foundation/config/secrets';
import { ChannelAccount } from '../../foundation/model/entities/channel-account.entity';
import { Team } from '../../foundation/model/entities/team.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { openAccountSecrets, sealAccountSecrets } from '../../foundation/settings/account-secrets';
import { Settings } from '../../foundation/settings/settings';
import { tellsAgents } from '../../foundation/settings/staff-lines';
import type { SignedIn } from '../auth/sessions';
import { faultLines } from '../http/checked';
import type { AccountEdit, AccountView, ListedAccount } from '../http/contract';
import { Changes, refuseFaults, taken, type Change } from './changes';
import { webhookUrl } from './account-setups';
import { sharedWarning } from './shared-senders';

const ADDRESS_TAKEN = taken('channel_account_address', 'Another account of this channel has this address.');
const CHECK_MS = 10_000;

/**
 * $1 account, $2 its team before, $3 now; null is the fallback team. What customers have open goes on where it is: without this
 * their next words would find no current conversation of the new front team and open a second one.
 */
const MOVE_CURRENT = `
with front as (
  select coalesce($2::uuid, f.id) as before, coalesce($3::uuid, f.id) as now from team f where f.is_fallback
)
update conversation c set front_team_id = front.now, revision = c.revision + 1
  from front
 where c.channel_account_id = $1 and c.is_current and c.status <> 'closed' and c.front_team_id = front.before
   and not exists (select from conversation o where o.contact_id = c.contact_id and o.front_team_id = front.now and o.is_current)`;

/** What an edit comes to once the channel's own schemas have read it. */
interface Checked {
  address: string;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
}

@Injectable()
export class Accounts {
  constructor(
    private readonly source: DataSource,
    private readonly changes: Changes,
    private readonly settings: Settings,
    private readonly secrets: Secrets,
    @Inject(CHANNELS) private readonly channels: Channels,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async list(): Promise<ListedAccount[]> {
    const accounts = await this.source
      .getRepository(ChannelAccount)
      .find({ order: { channel: 'ASC', name: 'ASC', id: 'ASC' } });
    const fallback = await this.source.getRepository(Team).findOneBy({ isFallback: true });
    const senders = accounts.map((account) => ({
      ...account,
      teamId: account.teamId ?? fallback?.id ?? null,
      pool: this.channels.get(account.channel)?.pool?.(account.settings) ?? null,
    }));
    const consoles = new Set(
      [...this.channels.values()]
        .filter(({ capabilities: { addressKind } }) => addressKind === 'phone' || addressKind === 'email')
        .map(({ kind }) => kind),
    );
    return accounts.map((account, index) => {
      const sender = senders[index];
      return {
        ...this.view(account),
        warning: sender ? sharedWarning(sender, senders) : null,
        inspectable: this.channels.get(account.channel)?.inspect !== undefined,
        starters: this.channels.get(account.channel)?.starters !== undefined,
        tellsAgents: consoles.has(account.channel) && tellsAgents(account, accounts),
      };
    });
  }

  /** What is created here is real: it ends the demo, and its assistant only drafts until an admin decides otherwise. */
  async create(me: SignedIn, edit: AccountEdit): Promise<AccountView> {
    return this.changes.make(me, 'accounts', async (change) => {
      await this.checkSuccession(change);
      const checked = await this.check(change, edit, {}, [
        ...(edit.assistantMode === 'answers'
          ? [
              'assistantMode: a new account begins with "drafts" (or "off"); switch it to "answers" once you have seen its drafts',
            ]
          : []),
      ]);
      const id = newId();
      const { channel, name, teamId, assistantMode, active } = edit;
      const { address, settings, secrets } = checked;
      await change.entities
        .insert(ChannelAccount, {
          ...{ id, channel, name, address, teamId, assistantMode, active },
          settings: settings as object,
          secrets: this.seal(id, secrets),
        })
        .catch(ADDRESS_TAKEN);
      const after = this.view(await this.one(change, id));
      await change.record({ action: 'account.created', subjectKind: 'account', subjectId: id, after });
      return after;
    });
  }

  async edit(me: SignedIn, id: string, edit: AccountEdit): Promise<AccountView> {
    return this.changes.make(me, 'accounts', async (change) => {
      const stored = await this.one(change, id);
      const kept = openAccountSecrets(this.secrets, id, stored.secrets);
      const given = Object.fromEntries(
        Object.entries({ ...kept, ...edit.secrets }).filter(([, value]) => value !== ''),
      );
      const checked = await this.check(change, edit, given, [
        ...(edit.channel === stored.channel ? [] : ['channel: cannot change; add another account instead']),
      ]);
      const { name, teamId, assistantMode, active } = edit;
      const rewired =
        checked.address !== stored.address ||
        JSON.stringify(checked.settings) !== JSON.stringify(stored.settings) ||
        edit.secrets !== undefined;
      await change.entities
        .update(ChannelAccount, id, {
          ...{ name, teamId, assistantMode, active, address: checked.address },
          settings: checked.settings as object,
          ...(edit.secrets === undefined ? {} : { secrets: this.seal(id, checked.secrets) }),
          // What was found out of the old wiring says nothing about the new one.
          ...(rewired ? { health: 'unknown' as const, healthDetail: null, healthAt: null } : {}),
        })
        .catch(ADDRESS_TAKEN);
      if (teamId !== stored.teamId) await change.tx.query(MOVE_CURRENT, [id, stored.teamId, teamId]);
      const before = this.view(stored);
      const after = this.view(await this.one(change, id));
      await change.record({
        action: 'account.changed',
        subjectKind: 'account',
        subjectId: id,
        before,
        after: { ...after, secretsReplaced: Object.keys(edit.secrets ?? {}) },
      });
      return after;
    });
  }

  /** Asks the provider itself; outside any transaction. */
  async checkLive(me: SignedIn, id: string): Promise<AccountView> {
    const account = this.settings.account(id);
    const channel = account && this.channels.get(account.channel);
    if (!account || !channel) throw new Fault('not-found', 'There is no such account.');
    const { health, detail } = await askProvider(() => channel.check?.(account, AbortSignal.timeout(CHECK_MS)));
    return this.changes.make(me, 'accounts', async (change) => {
      const before = this.view(await this.one(change, id));
      await change.entities.update(ChannelAccount, id, { health, healthDetail: detail, healthAt: new Date() });
      const after = this.view(await this.one(change, id));
      await change.record({
        action: 'account.checked',
        subjectKind: 'account',
        subjectId: id,
        before: { health: before.health },
        after: { health: after.health },
      });
      return after;
    });
  }

  /** Every fault of the edit at once: ours, and those that the channel's own schemas find. */
  private async check(
    change: Change,
    edit: AccountEdit,
    secrets: Record<string, string>,
    errors: string[],
  ): Promise<Checked> {
    const channel = this.channels.get(edit.channel);
    if (!channel) {
      refuseFaults([...errors, `channel: must be one of ${[...this.channels.keys()].join(', ')}`]);
      throw new Fault('invalid', 'There is no such channel.');
    }
    const wanted = Object.keys(secrets).length > 0 ? secrets : (edit.secrets ?? {});
    const read = {
      address: channel.address.safeParse(edit.address),
      settings: channel.settings.safeParse(edit.settings),
      secrets: channel.secrets.safeParse(wanted),
    };
    const team = edit.teamId === null ? null : await change.entities.findOneBy(Team, { id: edit.teamId });
    refuseFaults([
      ...errors,
      ...Object.entries(read).flatMap(([field, result]) => (result.success ? [] : faultLines(result.error, field))),
      ...(edit.teamId !== null && (!team || team.archivedAt) ? ['teamId: there is no such team'] : []),
    ]);
    return {
      address: read.address.data ?? edit.address,
      settings: read.settings.data ?? {},
      secrets: read.secrets.data ?? {},
    };
  }

  /** The first real account ends the demo's sign-ins: somebody real must be able to sign in afterwards. */
  private async checkSuccession({ tx }: Change): Promise<void> {
    if (!this.settings.demoAllowed()) return;
    const admins = await tx.query(
      `select 1 from agent where role = 'admin' and not demo and disabled_at is null and password_hash is not null`,
    );
    if (admins.length === 0) {
      throw new Fault(
        'conflict',
        'A real account ends the demo, and its sign-ins with it. First make an admin of your own (Agents, or ' +
          '`npm run baton -- create-admin`) and let them choose a password.',
      );
    }
  }

  private async one({ entities }: Change, id: string): Promise<ChannelAccount> {
    const account = await entities.findOneBy(ChannelAccount, { id });
    if (!account) throw new Fault('not-found', 'There is no such account.');
    return account;
  }

  private seal(id: string, values: Record<string, string>): Buffer | null {
    return Object.keys(values).length === 0 ? null : sealAccountSecrets(this.secrets, id, values);
  }

  private view(account: ChannelAccount): AccountView {
    const { secrets: _sealed, createdAt: _createdAt, healthAt, ...rest } = account;
    const channel = this.channels.get(account.channel);
    return {
      ...rest,
      secretsSet: this.secretsSet(account),
      healthAt: healthAt?.toISOString() ?? null,
      webhookUrl: channel ? webhookUrl(channel, this.environment.publicUrl) : null,
    };
  }

  /** An account whose secrets cannot be opened has none, as everywhere else. */
  private secretsSet({ id, secrets }: ChannelAccount): string[] {
    try {
      return Object.keys(openAccountSecrets(this.secrets, id, secrets)).sort();
    } catch {
      return [];
    }
  }
}

async function askProvider(
  ask: () => Promise<string> | undefined,
): Promise<{ health: 'unknown' | 'ok' | 'failing'; detail: string }> {
  try {
    const said = await ask();
    return said === undefined
      ? { health: 'unknown', detail: 'There is nothing to ask: it works as long as Baton does.' }
      : { health: 'ok', detail: said };
  } catch (error) {
    return { health: 'failing', detail: error instanceof Error ? error.message : 'The provider could not be asked.' };
  }
}
