/** One customer, many addresses: two contacts become one on evidence, and apart again. Nothing is copied and nothing is lost. */
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../foundation/database/database';
import type { Evidence } from '../../foundation/model/entities/contact-link.entity';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { TOUCHED, Touch, type Touched } from '../delivery/touch';
import { lock, type Held } from '../handoff/held';
import { Handoffs } from '../handoff/lifecycle';
import { liveHandoff } from '../handoff/rows';

export interface Join {
  /** Stays. */
  into: string;
  /** Its addresses and conversations go over. */
  from: string;
  evidence: Evidence;
  /** The evidence in words. */
  detail: string;
  agentId: string | null;
  /** Where it happens: it stays the current one. */
  conversationId: string | null;
}

@Injectable()
export class Links {
  constructor(
    private readonly handoffs: Handoffs,
    private readonly touch: Touch,
  ) {}

  /**
   * Of two current conversations one stays: the other is closed, and a person who held it or was asked for is asked in the one that stays.
   * Throws conflict for two customers whom the business itself tells apart.
   */
  async join(tx: Tx, join: Join): Promise<string> {
    const { into, from } = join;
    if (into === from) throw new Fault('conflict', 'They are one customer already.');
    await lockAddresses(tx, [into, from]);
    await refuseTwoIdentities(tx, into, from);
    const conversations = await tx.query<{ id: string; front_team_id: string; contact_id: string }>(
      'select id, front_team_id, contact_id from conversation where contact_id = any($1) and is_current order by id for update',
      [[into, from]],
      'join_current',
    );
    for (const ours of conversations.filter((one) => one.contact_id === into)) {
      const theirs = conversations.find((one) => one.contact_id === from && one.front_team_id === ours.front_team_id);
      if (theirs) await this.oneCurrent(tx, await lock(tx, ours.id), await lock(tx, theirs.id), join.conversationId);
    }
    const moved = await move(tx, into, from);
    for (const row of moved.conversations) this.touch.tell(tx, row);
    const at = join.conversationId ? await this.touch.conversation(tx, join.conversationId) : null;
    const id = newId();
    await tx.query(
      `insert into contact_link (id, into_contact_id, from_contact_id, evidence, detail, agent_id, conversation_id, after_seq,
                                 address_ids, conversation_ids, identities)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        ...[id, into, from, join.evidence, join.detail, join.agentId, join.conversationId, at?.last_seq ?? 0],
        ...[moved.addresses, moved.conversations.map((row) => row.id), JSON.stringify(moved.identities)],
      ],
      'join_link',
    );
    return id;
  }

  /** What moved goes back; what was written since stays where it was written. */
  async part(tx: Tx, linkId: string, agentId: string): Promise<void> {
    const [link] = await tx.query<LinkRow>(
      'select * from contact_link where id = $1 for update',
      [linkId],
      'part_link',
    );
    if (!link) throw new Fault('not-found', 'There is no such link.');
    if (link.undone_at) throw new Fault('conflict', 'This was taken back already.');
    const { into_contact_id: into, from_contact_id: from } = link;
    await lockAddresses(tx, [into, from]);
    const back = await tx.query(
      'update contact_address set contact_id = $2 where id = any($3) and contact_id = $1 returning id',
      [into, from, link.address_ids],
      'part_addresses',
    );
    if (back.length < link.address_ids.length) {
      throw new Fault('conflict', 'These addresses were joined with others since. Take the later link back first.');
    }
    const conversations = await tx.query<Touched>(
      `update conversation set contact_id = $2, revision = revision + 1 where id = any($3) and contact_id = $1 returning ${TOUCHED}`,
      [into, from, link.conversation_ids],
      'part_conversations',
    );
    await tx.query(
      `update external_identity i set contact_id = $2
         from jsonb_to_recordset($3::jsonb) as r("accountId" uuid, "externalId" text)
        where i.channel_account_id = r."accountId" and i.external_id = r."externalId" and i.contact_id = $1`,
      [into, from, JSON.stringify(link.identities)],
      'part_identities',
    );
    const homed = await tx.query<Touched>(BACK_TO_OWN_LEG, [[into, from]], 'part_legs');
    for (const row of [...conversations, ...homed]) this.touch.tell(tx, row);
    if (link.conversation_id) await this.touch.conversation(tx, link.conversation_id);
    await tx.query(
      'update contact_link set undone_at = now(), undone_by_id = $2 where id = $1',
      [linkId, agentId],
      'part_undone',
    );
  }

  private async oneCurrent(tx: Tx, ours: Held, theirs: Held, here: string | null): Promise<void> {
    const [stays, ends] = staying(ours, theirs, here);
    if (ends.status !== 'closed') {
      const live = await liveHandoff(tx, ends.id);
      await this.handoffs.close(tx, { conversationId: ends.id, by: 'joined' });
      if (live && stays.holder === 'assistant' && stays.status !== 'closed') {
        await this.handoffs.request(tx, {
          conversationId: stays.id,
          reason: live.reason,
          requestedBy: 'system',
          teamId: ends.team_id,
          preferredAgentId: ends.assignee_id ?? undefined,
          priority: ends.priority,
          seq: stays.last_seq,
          detail: 'The customer asked in another conversation, which was joined with this one.',
        });
      }
    }
    await tx.query('update conversation set is_current = false where id = $1', [ends.id], 'join_not_current');
  }
}

interface LinkRow {
  into_contact_id: string;
  from_contact_id: string;
  conversation_id: string | null;
  address_ids: string[];
  conversation_ids: string[];
  identities: unknown;
  undone_at: Date | null;
}

const HOLDER_RANK: Record<Held['holder'], number> = { agent: 2, queue: 1, assistant: 0 };

/** Pure. The one where the customer is now; else what is open before what is closed, and a person's before the assistant's. */
export function staying<T extends Pick<Held, 'id' | 'status' | 'holder'>>(a: T, b: T, here: string | null): [T, T] {
  if (here === a.id) return [a, b];
  if (here === b.id) return [b, a];
  const rank = (one: T): number => (one.status === 'closed' ? -1 : HOLDER_RANK[one.holder]);
  // Ids are in the order of time.
  return rank(a) > rank(b) || (rank(a) === rank(b) && a.id > b.id) ? [a, b] : [b, a];
}

/** As ingest does: addresses before conversations, in one order. */
async function lockAddresses(tx: Tx, contactIds: string[]): Promise<void> {
  await tx.query(
    'select from contact_address where contact_id = any($1) order by kind, address for update',
    [contactIds],
    'join_lock',
  );
}

async function refuseTwoIdentities(tx: Tx, into: string, from: string): Promise<void> {
  const two = await tx.query(
    `select from external_identity a join external_identity b using (channel_account_id)
      where a.contact_id = $1 and b.contact_id = $2`,
    [into, from],
    'join_identities',
  );
  if (two.length > 0) {
    throw new Fault('conflict', 'The business knows them as two customers: each has signed in with an id of its own.');
  }
}

async function move(
  tx: Tx,
  into: string,
  from: string,
): Promise<{ addresses: string[]; conversations: Touched[]; identities: { accountId: string; externalId: string }[] }> {
  const values = [into, from];
  const addresses = await tx.query<{ id: string }>(
    'update contact_address set contact_id = $1 where contact_id = $2 returning id',
    values,
    'join_addresses',
  );
  const conversations = await tx.query<Touched>(
    `update conversation set contact_id = $1, revision = revision + 1 where contact_id = $2 returning ${TOUCHED}`,
    values,
    'join_conversations',
  );
  const identities = await tx.query<{ accountId: string; externalId: string }>(
    `update external_identity set contact_id = $1 where contact_id = $2
     returning channel_account_id as "accountId", external_id as "externalId"`,
    values,
    'join_move_identities',
  );
  await tx.query(
    `update email_claim set contact_id = $1
      where contact_id = $2 and not exists (select from email_claim o where o.contact_id = $1)`,
    values,
    'join_claims',
  );
  await tx.query(
    `update contact c set name = coalesce(c.name, f.name), language = coalesce(c.language, f.language),
            time_zone = coalesce(c.time_zone, f.time_zone), attributes = f.attributes || c.attributes
       from contact f where c.id = $1 and f.id = $2`,
    values,
    'join_profile',
  );
  return { addresses: addresses.map((row) => row.id), conversations, identities };
}

/** Of these contacts: a conversation that stands on somebody else's address goes back to the one on which its own contact wrote last. */
const BACK_TO_OWN_LEG = `
update conversation c set channel_account_id = own.channel_account_id, contact_address_id = own.contact_address_id, revision = c.revision + 1
  from conversation it
  join contact_address stands on stands.id = it.contact_address_id and stands.contact_id <> it.contact_id
  cross join lateral (
    select m.channel_account_id, m.contact_address_id from message m
      join contact_address a on a.id = m.contact_address_id and a.contact_id = it.contact_id
     where m.conversation_id = it.id order by m.seq desc limit 1) own
 where c.id = it.id and it.contact_id = any($1)
returning c.id, c.team_id, c.assignee_id, c.revision, c.last_seq, c.contact_address_id`;
