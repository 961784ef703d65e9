/** Follow-me: the same conversation goes on at another address of the customer, once a code that was sent there came back. */
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CHANNELS, type Channels } from '../../channels/channel';
import { Secrets } from '../../foundation/config/secrets';
import type { Queryable, Tx } from '../../foundation/database/database';
import { newId } from '../../foundation/model/ids';
import { text } from '../../foundation/model/texts';
import { Settings } from '../../foundation/settings/settings';
import type { AccountSetting } from '../../foundation/settings/snapshot';
import { Automatic } from '../delivery/automatic';
import { Composer } from '../delivery/compose';
import { UNREACHABLE } from '../delivery/gate';
import { TOUCHED, Touch, type Touched } from '../delivery/touch';
import { lock, type Held } from '../handoff/held';
import { Links } from './links';
import { codeIn, type Elsewhere } from './wish';

/** `sent`: a code is on its way. `moved`: it was their address already. The others say why not. */
export type Asked = 'sent' | 'moved' | 'no_channel' | 'opted_out' | 'too_many' | 'our_own';

const MINUTES = 15;
const TRIES = 5;
/** Codes within an hour: each costs money and reaches somebody who may not have asked. */
const MOST = { address: 3, conversation: 5, house: 200 };

const CHANNEL_OF: Record<Elsewhere['kind'], string> = { phone: 'sms', email: 'email' };

@Injectable()
export class FollowMe {
  private readonly key: Buffer;

  constructor(
    private readonly links: Links,
    private readonly composer: Composer,
    private readonly automatic: Automatic,
    private readonly touch: Touch,
    private readonly settings: Settings,
    @Inject(CHANNELS) private readonly channels: Channels,
    secrets: Secrets,
  ) {
    this.key = secrets.key('link code');
  }

  /** Where a conversation of this front team can go on. */
  ways(frontTeamId: string): Elsewhere['kind'][] {
    return (['phone', 'email'] as const).filter((kind) => this.accountFor(frontTeamId, kind) !== undefined);
  }

  /** Says in the conversation what happens next, whatever that is. */
  async ask(tx: Tx, conversationId: string, where: Elsewhere, agentId: string | null): Promise<Asked> {
    const held = await lock(tx, conversationId);
    const asked = await this.begin(tx, held, where, agentId);
    // Only who moved there hears that it goes on.
    if (asked !== 'moved') await this.say(tx, held, asked === 'sent' ? 'move_asked' : 'move_refused', where.address);
    return asked;
  }

  /** Whether this conversation waits for a code. */
  async waits(q: Queryable, conversationId: string): Promise<boolean> {
    const rows = await q.query(
      'select 1 from link_code where conversation_id = $1 and expires_at > now()',
      [conversationId],
      'follow_waits',
    );
    return rows.length > 0;
  }

  /** False: these words are no code. Else it was looked at, and the customer was told. Locks addresses before the conversation, as ingest does. */
  async tryCode(tx: Tx, conversationId: string, words: string): Promise<boolean> {
    const code = codeIn(words);
    if (code === null) return false;
    const [live] = await tx.query<LiveCode>(
      `select k.contact_address_id, k.channel_account_id, k.code_hash, k.attempts, k.agent_id, a.address, a.contact_id as theirs,
              c.contact_id as ours
         from link_code k join contact_address a on a.id = k.contact_address_id join conversation c on c.id = k.conversation_id
        where k.conversation_id = $1 and k.expires_at > now() for update of k`,
      [conversationId],
      'follow_code',
    );
    if (!live) return false;
    if (!timingSafeEqual(live.code_hash, this.hash(conversationId, code))) {
      const done = live.attempts + 1 >= TRIES;
      await tx.query(
        done
          ? 'delete from link_code where conversation_id = $1'
          : 'update link_code set attempts = attempts + 1 where conversation_id = $1',
        [conversationId],
        done ? 'follow_given_up' : 'follow_wrong',
      );
      await this.say(tx, await lock(tx, conversationId), done ? 'move_refused' : 'move_wrong', live.address);
      return true;
    }
    await tx.query('delete from link_code where conversation_id = $1', [conversationId], 'follow_used');
    if (live.theirs !== live.ours) {
      await this.links.join(tx, {
        ...{ into: live.ours, from: live.theirs, conversationId, evidence: 'code', agentId: live.agent_id },
        detail: `The code that was sent to ${live.address} came back in the conversation.`,
      });
    }
    await tx.query(
      'update contact_address set verified_at = now() where id = $1',
      [live.contact_address_id],
      'follow_verified',
    );
    await this.move(tx, await lock(tx, conversationId), {
      accountId: live.channel_account_id,
      addressId: live.contact_address_id,
      address: live.address,
    });
    return true;
  }

  private async begin(tx: Tx, held: Held, where: Elsewhere, agentId: string | null): Promise<Asked> {
    const account = this.accountFor(held.front_team_id, where.kind);
    if (!account) return 'no_channel';
    if (this.settings.accounts().some((own) => own.address.toLowerCase() === where.address)) return 'our_own';
    const address = await addressOf(tx, where, account.id);
    if (address.closed) return 'opted_out';
    if (address.contact_id === held.contact_id) {
      await this.move(tx, held, { accountId: account.id, addressId: address.id, address: where.address });
      return 'moved';
    }
    if (await tooMany(tx, held.id, address.id)) return 'too_many';
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    await tx.query(
      `insert into link_code (conversation_id, contact_address_id, channel_account_id, code_hash, agent_id, expires_at)
       values ($1, $2, $3, $4, $5, now() + make_interval(mins => ${MINUTES}))
       on conflict (conversation_id) do update set contact_address_id = excluded.contact_address_id,
         channel_account_id = excluded.channel_account_id, code_hash = excluded.code_hash, attempts = 0,
         agent_id = excluded.agent_id, expires_at = excluded.expires_at, created_at = now()`,
      [held.id, address.id, account.id, this.hash(held.id, code), agentId],
      'follow_ask',
    );
    await this.composer.tellAddress(tx, {
      accountId: account.id,
      addressId: address.id,
      conversationId: held.id,
      text: text('move_code', this.language(held), {
        business: this.settings.business().name,
        code,
        minutes: String(MINUTES),
      }),
    });
    return 'sent';
  }

  /** Holder, queue place and sequence stay: only where the answers go is another. */
  private async move(
    tx: Tx,
    held: Held,
    leg: { accountId: string; addressId: string; address: string },
  ): Promise<void> {
    await this.say(tx, held, 'move_done', leg.address);
    const [row] = await tx.query<Touched>(
      `update conversation set channel_account_id = $2, contact_address_id = $3, revision = revision + 1 where id = $1 returning ${TOUCHED}`,
      [held.id, leg.accountId, leg.addressId],
      'follow_move',
    );
    if (row) this.touch.tell(tx, row);
    const channel = this.channels.get(this.settings.account(leg.accountId)?.channel ?? '');
    // Where automatic words are few they are kept for an answer.
    if (channel && channel.capabilities.automaticAnswers === null) await this.say(tx, held, 'move_here', leg.address);
  }

  private async say(
    tx: Tx,
    held: Held,
    key: 'move_asked' | 'move_refused' | 'move_wrong' | 'move_done' | 'move_here',
    address: string,
  ): Promise<void> {
    const language = this.language(held);
    await this.automatic.say(tx, {
      ...{ conversationId: held.id, author: 'system', language },
      text: text(key, language, { address, business: this.settings.business().name }),
    });
  }

  private accountFor(frontTeamId: string, kind: Elsewhere['kind']): AccountSetting | undefined {
    return this.settings
      .accounts()
      .find(
        (account) =>
          account.active &&
          account.channel === CHANNEL_OF[kind] &&
          this.settings.frontTeam(account.id).id === frontTeamId,
      );
  }

  private language({ language }: Held): string {
    return language ?? this.settings.business().languages[0] ?? 'en';
  }

  private hash(conversationId: string, code: string): Buffer {
    return createHmac('sha256', this.key).update(`${conversationId} ${code}`).digest();
  }
}

interface LiveCode {
  contact_address_id: string;
  channel_account_id: string;
  code_hash: Buffer;
  attempts: number;
  agent_id: string | null;
  address: string;
  theirs: string;
  ours: string;
}

/** Their row, made when nobody wrote from there yet. `closed`: they want nothing there, or nothing arrives. */
async function addressOf(
  tx: Tx,
  { kind, address }: Elsewhere,
  accountId: string,
): Promise<{ id: string; contact_id: string; closed: boolean }> {
  await tx.query(
    `with a as (
       insert into contact_address (id, contact_id, kind, address) values ($1, $2, $3, $4)
       on conflict (kind, address) do nothing returning contact_id
     )
     insert into contact (id) select a.contact_id from a`,
    [newId(), newId(), kind, address],
    'follow_address',
  );
  const [row] = await tx.query<{ id: string; contact_id: string; closed: boolean }>(
    `select p.id, p.contact_id, coalesce(s.state = 'out', false) or ${UNREACHABLE} is not null as closed
       from contact_address p left join consent s on s.contact_address_id = p.id and s.channel_account_id = $3
      where p.kind = $1 and p.address = $2`,
    [kind, address, accountId],
    'follow_address_read',
  );
  if (!row) throw new Error('What was just inserted is there.');
  return row;
}

async function tooMany(tx: Tx, conversationId: string, addressId: string): Promise<boolean> {
  const [sent] = await tx.query<{ address: number; conversation: number; house: number }>(
    `select (select count(*)::int from notice n
              where n.contact_address_id = $2 and n.created_at > now() - interval '1 hour') as address,
            (select count(*)::int from notice n
              where n.conversation_id = $1 and n.kind = 'verification' and n.created_at > now() - interval '1 hour') as conversation,
            (select count(*)::int from notice n
              where n.kind = 'verification' and n.created_at > now() - interval '1 hour') as house`,
    [conversationId, addressId],
    'follow_sent',
  );
  return !!sent && (['address', 'conversation', 'house'] as const).some((of) => sent[of] >= MOST[of]);
}
