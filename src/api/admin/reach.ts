/** How an agent is reached, set by themselves: their own phones and mailboxes in their order, and when these are silent. */
import { Inject, Injectable } from '@nestjs/common';
import { IANAZone } from 'luxon';
import { CHANNELS, type Channels } from '../../channels/channel';
import { Database } from '../../foundation/database/database';
import { Settings } from '../../foundation/settings/settings';
import { tellsAgents } from '../../foundation/settings/staff-lines';
import { Limits } from '../auth/limits';
import type { SignedIn } from '../auth/sessions';
import type { OwnEndpoint, Reach as View, ReachEdit } from '../http/contract';
import { readAgent } from './agents';
import { Changes, refuseFaults } from './changes';
import { Endpoints } from './endpoints';

@Injectable()
export class Reach {
  constructor(
    private readonly db: Database,
    private readonly changes: Changes,
    private readonly settings: Settings,
    private readonly endpoints: Endpoints,
    private readonly limits: Limits,
    @Inject(CHANNELS) private readonly channels: Channels,
  ) {}

  async read(me: SignedIn): Promise<View> {
    const [agent, rows] = await Promise.all([
      readAgent(this.db, me.agentId),
      this.db.query<{ quiet: View['quiet'] }>('select quiet from agent where id = $1', [me.agentId], 'reach_quiet'),
    ]);
    return {
      endpoints: agent.endpoints,
      accounts: this.settings
        .accounts()
        .filter((account, _, all) => {
          const kind = this.channels.get(account.channel)?.capabilities.addressKind;
          return account.active && (kind === 'phone' || kind === 'email') && tellsAgents(account, all);
        })
        .map(({ id, channel, name }) => ({ id, channel, name })),
      quiet: rows[0]?.quiet ?? null,
      allowed: this.settings.switches().agentPhones,
      consent: this.consent(),
    };
  }

  async set(me: SignedIn, { order, quiet }: ReachEdit): Promise<View> {
    if (quiet) {
      refuseFaults([
        ...(IANAZone.isValidZone(quiet.timeZone) ? [] : ['quiet.timeZone: not a time zone such as Europe/Berlin']),
        ...(quiet.from === quiet.to ? ['quiet: begins when it ends'] : []),
      ]);
    }
    await this.changes.make(me, 'agents', async ({ tx, record }) => {
      const own = await tx.query<{ id: string }>('select id from agent_endpoint where agent_id = $1', [me.agentId]);
      const ids = new Set(own.map(({ id }) => id));
      refuseFaults(order.flatMap((id, index) => (ids.has(id) ? [] : [`order.${index}: you have no such address`])));
      // Those that are not named come after, as they stood.
      await tx.query(
        `update agent_endpoint e set position = n.position
           from (select id, row_number() over (order by array_position($2::uuid[], id), position, id) as position
                   from agent_endpoint where agent_id = $1) n
          where e.id = n.id`,
        [me.agentId, order],
      );
      await tx.query('update agent set quiet = $2 where id = $1', [me.agentId, quiet && JSON.stringify(quiet)]);
      await record({
        action: 'agent.reach_changed',
        subjectKind: 'agent',
        subjectId: me.agentId,
        after: { order, quiet },
      });
    });
    return this.read(me);
  }

  async add(me: SignedIn, { accountId, address }: OwnEndpoint): Promise<View> {
    // Whoever tries one number after another is stopped as well.
    await this.limits.count('endpoint code', me.agentId);
    await this.endpoints.add(me, me.agentId, { accountId, address }, this.consent());
    return this.read(me);
  }

  private consent(): string {
    const { name } = this.settings.business();
    return (
      `I want ${name} to send me messages about conversations with its customers here: offers without the customer's words, and, of ` +
      'those that I accept here, what the customer writes. The number of messages depends on how many I take; my carrier may charge ' +
      'for them. STOP ends it at once, HELP explains.'
    );
  }
}
