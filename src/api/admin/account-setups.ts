/** How accounts are set up at their providers, read from there: for the admin screens and for the terminal. */
import { Inject, Injectable } from '@nestjs/common';
import {
  CHANNELS,
  SendFault,
  type Channel,
  type Channels,
  type Finding,
  type StarterTemplate,
} from '../../channels/channel';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import type { AccountSetting, Snapshot } from '../../foundation/settings/snapshot';
import type { SignedIn } from '../auth/sessions';
import { Changes } from './changes';
import { sharedWarning } from './shared-senders';

/** Some ten readings, each of which takes Twilio well below a second. */
const LOOK_MS = 30_000;

/** Where providers tell what arrives; null: they do not. */
export function webhookUrl(channel: Channel, publicUrl: string): string | null {
  return channel.webhook ? `${publicUrl}/webhooks/${channel.webhook.provider}` : null;
}

/** Null: there is nobody to ask. Throws Fault('unavailable') where the provider does not let the account in. */
export async function inspected(
  account: AccountSetting,
  { accounts, fallbackTeam }: Pick<Snapshot, 'accounts' | 'fallbackTeam'>,
  channels: Channels,
  publicUrl: string,
): Promise<Finding[] | null> {
  const channel = channels.get(account.channel);
  const ours = channel && webhookUrl(channel, publicUrl);
  if (!channel?.inspect || !ours) return null;
  const senders = accounts.map((one) => ({
    ...one,
    teamId: one.teamId ?? fallbackTeam.id,
    pool: channels.get(one.channel)?.pool?.(one.settings) ?? null,
  }));
  const sender = senders.find(({ id }) => id === account.id);
  const shared = sender ? sharedWarning(sender, senders) : null;
  try {
    const found = await channel.inspect(account, ours, AbortSignal.timeout(LOOK_MS));
    return shared === null ? found : [...found, { subject: 'service', state: 'wrong', says: shared, todo: null }];
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    throw new Fault('unavailable', `The provider could not be asked: ${error.message}`, { cause: error });
  }
}

/** Null: the channel needs no approved text. Throws Fault('unavailable') where the provider does not let the account in. */
export async function starterTemplates(
  account: AccountSetting,
  channels: Channels,
  submit: boolean,
): Promise<StarterTemplate[] | null> {
  const channel = channels.get(account.channel);
  if (!channel?.starters) return null;
  try {
    return await channel.starters(account, submit, AbortSignal.timeout(LOOK_MS));
  } catch (error) {
    if (!(error instanceof SendFault)) throw error;
    throw new Fault('unavailable', `The provider could not be asked: ${error.message}`, { cause: error });
  }
}

/** For the audit: so many in each state. */
export function statesOf(templates: readonly StarterTemplate[]): Record<string, number> {
  const states: Record<string, number> = {};
  for (const { state } of templates) states[state] = (states[state] ?? 0) + 1;
  return states;
}

@Injectable()
export class AccountSetups {
  constructor(
    private readonly changes: Changes,
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async of(id: string): Promise<Finding[]> {
    const all = { accounts: this.settings.accounts(), fallbackTeam: this.settings.fallbackTeam() };
    const found = await inspected(this.account(id), all, this.channels, this.environment.publicUrl);
    if (!found) throw new Fault('conflict', 'This account has no provider that could be asked.');
    return found;
  }

  async starters(id: string, submit = false): Promise<StarterTemplate[]> {
    const templates = await starterTemplates(this.account(id), this.channels, submit);
    if (!templates) throw new Fault('conflict', 'On this channel nothing has to be approved.');
    return templates;
  }

  async submit(me: SignedIn, id: string): Promise<StarterTemplate[]> {
    const templates = await this.starters(id, true);
    await this.changes.make(me, 'accounts', (change) =>
      change.record({
        action: 'account.starter-templates',
        subjectKind: 'account',
        subjectId: id,
        after: statesOf(templates),
      }),
    );
    return templates;
  }

  private account(id: string): AccountSetting {
    const account = this.settings.account(id);
    if (!account) throw new Fault('not-found', 'There is no such account.');
    return account;
  }
}
