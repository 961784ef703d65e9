/** An agent's own phone or mailbox: added by an admin or by themselves, alive only after the code that was sent to it came back (never by opening a link). */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CHANNELS, type Channels } from '../../channels/channel';
import { Secrets } from '../../foundation/config/secrets';
import type { Tx } from '../../foundation/database/database';
import { AgentEndpoint } from '../../foundation/model/entities/agent-endpoint.entity';
import { ChannelAccount } from '../../foundation/model/entities/channel-account.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { Settings } from '../../foundation/settings/settings';
import { tellsAgents } from '../../foundation/settings/staff-lines';
import { Composer } from '../../pipeline/delivery/compose';
import { Limits } from '../auth/limits';
import type { SignedIn } from '../auth/sessions';
import type { AgentView, EndpointEdit } from '../http/contract';
import { readAgent } from './agents';
import { Changes, refuseFaults, type Change } from './changes';

const CODE_MINUTES = 15;

@Injectable()
export class Endpoints {
  private readonly key: Buffer;

  constructor(
    private readonly changes: Changes,
    private readonly limits: Limits,
    private readonly composer: Composer,
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
    secrets: Secrets,
  ) {
    this.key = secrets.key('endpoint code');
  }

  /** `consent`: what the agent agreed to, when they add it themselves. */
  async add(me: SignedIn, agentId: string, edit: EndpointEdit, consent: string | null = null): Promise<AgentView> {
    return this.changes.make(me, 'agents', async (change) => {
      const agent = await readAgent(change.tx, agentId);
      if (agent.disabled) throw new Fault('conflict', 'This agent is disabled: enable them first.');
      const address = await this.address(change, edit);
      await this.limits.count('endpoint code', address);
      const id = newId();
      const [row] = await change.tx.query<{ id: string }>(
        `insert into agent_endpoint (id, agent_id, channel_account_id, address, position, consent, consented_at)
         values ($1, $2, $3, $4, (select count(*) from agent_endpoint where agent_id = $2), $5, case when $5::text is not null then now() end)
         on conflict (channel_account_id, address) do update
           set agent_id = excluded.agent_id, verified_at = null, stopped_at = null,
               consent = excluded.consent, consented_at = excluded.consented_at
           -- A phone that its agent gave up may become another agent's; one in use may not.
           where agent_endpoint.agent_id = excluded.agent_id or agent_endpoint.stopped_at is not null
         returning id`,
        [id, agentId, edit.accountId, address, consent],
      );
      if (!row) throw new Fault('conflict', 'This address belongs to another agent.');
      await this.sendCode(change.tx, row.id);
      const after = await readAgent(change.tx, agentId);
      await change.record({
        action: 'endpoint.added',
        subjectKind: 'agent',
        subjectId: agentId,
        before: agent.endpoints,
        after: after.endpoints,
      });
      return after;
    });
  }

  async resend(me: SignedIn, agentId: string, id: string): Promise<void> {
    await this.changes.make(me, 'agents', async (change) => {
      const endpoint = await this.own(change, agentId, id);
      if (endpoint.verifiedAt) throw new Fault('conflict', 'This address is verified already.');
      await this.limits.count('endpoint code', endpoint.address);
      await this.sendCode(change.tx, id);
      await change.record({
        action: 'endpoint.code_sent',
        subjectKind: 'agent',
        subjectId: agentId,
        after: { endpointId: id },
      });
    });
  }

  async verify(me: SignedIn, agentId: string, id: string, code: string): Promise<AgentView> {
    await this.limits.count('endpoint guess', id);
    return this.changes.make(me, 'agents', async (change) => {
      const before = await readAgent(change.tx, agentId);
      const endpoint = await this.own(change, agentId, id);
      const fresh = endpoint.codeExpiresAt !== null && endpoint.codeExpiresAt > new Date();
      if (!fresh || !endpoint.codeHash || !timingSafeEqual(endpoint.codeHash, this.hash(id, code))) {
        throw new Fault('invalid', 'This is not the code, or it is too old. Send a new one.', {
          errors: ['code: does not match'],
        });
      }
      await change.entities.update(AgentEndpoint, id, { verifiedAt: new Date(), codeHash: null, codeExpiresAt: null });
      const after = await readAgent(change.tx, agentId);
      await change.record({
        action: 'endpoint.verified',
        subjectKind: 'agent',
        subjectId: agentId,
        before: before.endpoints,
        after: after.endpoints,
      });
      return after;
    });
  }

  /** Kept as stopped: what was sent through it still names it. */
  async stop(me: SignedIn, agentId: string, id: string): Promise<void> {
    await this.changes.make(me, 'agents', async (change) => {
      const before = await readAgent(change.tx, agentId);
      await this.own(change, agentId, id);
      await change.entities.update(AgentEndpoint, id, {
        stoppedAt: new Date(),
        verifiedAt: null,
        codeHash: null,
        codeExpiresAt: null,
      });
      const after = await readAgent(change.tx, agentId);
      await change.record({
        action: 'endpoint.stopped',
        subjectKind: 'agent',
        subjectId: agentId,
        before: before.endpoints,
        after: after.endpoints,
      });
    });
  }

  private async own({ entities }: Change, agentId: string, id: string): Promise<AgentEndpoint> {
    const endpoint = await entities.findOneBy(AgentEndpoint, { id, agentId });
    if (!endpoint) throw new Fault('not-found', 'This agent has no such address.');
    return endpoint;
  }

  /** The address as ingest will meet it. Consoles are phones and mailboxes. */
  private async address({ entities }: Change, edit: EndpointEdit): Promise<string> {
    const account = await entities.findOneBy(ChannelAccount, { id: edit.accountId });
    const kind = account && this.channels.get(account.channel)?.capabilities.addressKind;
    if (!account || (kind !== 'phone' && kind !== 'email')) {
      refuseFaults(['accountId: not an account that texts phones or writes mail']);
      return '';
    }
    if (!tellsAgents(account, this.settings.accounts())) {
      refuseFaults([`accountId: agents are told from a line for staff on this channel, and “${account.name}” is none`]);
    }
    const address =
      kind === 'email'
        ? edit.address.trim().toLowerCase()
        : edit.address.replace(/^whatsapp:/, '').replace(/[\s().-]/g, '');
    const fault =
      kind === 'email'
        ? z.email().max(200).safeParse(address).success
          ? []
          : ['address: must be a mail address']
        : /^\+[1-9]\d{6,14}$/.test(address)
          ? []
          : ['address: must be a phone number with its country code, such as +15550100'];
    const ours = this.settings.accounts().some((other) => other.address === address);
    refuseFaults([...fault, ...(ours ? ['address: is one of our own'] : [])]);
    return address;
  }

  private async sendCode(tx: Tx, id: string): Promise<void> {
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await tx.query(
      `update agent_endpoint set code_hash = $2, code_expires_at = now() + make_interval(mins => ${CODE_MINUTES}) where id = $1`,
      [id, this.hash(id, code)],
    );
    const name = this.settings.business().name;
    await this.composer.notify(tx, {
      kind: 'code',
      endpointId: id,
      text:
        `${name}: your code is ${code} (${CODE_MINUTES} min). Enter it, or tell it to your admin, only if you want to get customer ` +
        'conversations here; without it nothing more is sent.',
    });
  }

  /** Six digits are guessed at once from a plain hash: the key makes a stolen table useless. */
  private hash(id: string, code: string): Buffer {
    return createHmac('sha256', this.key).update(`${id} ${code}`).digest();
  }
}
