/** A signed-in customer: who the business's own server says that this is (HS256, the account's `identitySecret`), and their rows. */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { Database, Tx } from '../../foundation/database/database';
import { newId } from '../../foundation/model/ids';
import { wellFormed } from '../../foundation/model/well-formed';
import type { AccountSetting } from '../../foundation/settings/snapshot';
import type { Links } from '../../pipeline/identity/links';
import type { ConversationChange } from './visitor-rows';

export interface Customer {
  externalId: string;
  name: string | null;
  email: string | null;
  /** The business has seen that the mailbox is theirs (OpenID Connect's `email_verified`). */
  emailVerified: boolean;
}

const jose = () => import('jose');
const Claims = z.object({
  sub: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(200).nullish().catch(null),
  email: z.email().max(254).nullish().catch(null),
  email_verified: z.boolean().catch(false),
});

/** Null for a token that is of another key or algorithm, has ended, never ends, or names nobody. */
export async function readIdentity(account: AccountSetting, token: string, now = new Date()): Promise<Customer | null> {
  const secret = account.secrets['identitySecret'];
  if (!secret) return null;
  const { jwtVerify } = await jose();
  const verified = await jwtVerify(token, Buffer.from(secret), {
    algorithms: ['HS256'],
    requiredClaims: ['sub', 'exp'],
    currentDate: now,
  }).catch(() => null);
  const claims = Claims.safeParse(verified?.payload).data;
  if (!claims) return null;
  return {
    externalId: wellFormed(claims.sub),
    name: claims.name ? wellFormed(claims.name) : null,
    email: claims.email ? wellFormed(claims.email).toLowerCase() : null,
    emailVerified: claims.email_verified,
  };
}

/** The visitor that a customer is on every device; nobody can claim it who cannot sign. */
export function visitorOf(key: Buffer, accountId: string, { externalId }: Customer): string {
  return `customer-${createHmac('sha256', key).update(`${accountId}\n${externalId}`).digest('hex').slice(0, 40)}`;
}

export const isCustomer = (visitor: string): boolean => visitor.startsWith('customer-');

/** Their contact and address, made when they are first needed; what the token says of them is brought up to date. */
export function establish(db: Database, accountId: string, visitor: string, customer: Customer): Promise<string> {
  return db.transaction((tx) => establishIn(tx, accountId, visitor, customer));
}

/** A mailbox that the business vouches for is theirs: its mails and its conversations are this one customer. A transaction of its own: it locks addresses in their order. */
export async function vouch(db: Database, links: Links, contactId: string, customer: Customer): Promise<void> {
  const { email, emailVerified, externalId } = customer;
  if (!email || !emailVerified) return;
  const [known] = await db.query<{ contact_id: string; verified: boolean }>(
    `select contact_id, verified_at is not null as verified from contact_address where kind = 'email' and address = $1`,
    [email],
    'customer_mailbox',
  );
  if (known?.contact_id === contactId && known.verified) return;
  await db.transaction(async (tx) => {
    if (known && known.contact_id !== contactId) {
      await links.join(tx, {
        ...{ into: contactId, from: known.contact_id, evidence: 'signed_in', agentId: null, conversationId: null },
        detail: `The business signed that ${email} is the mailbox of its customer ${externalId}.`,
      });
    }
    await tx.query(
      `insert into contact_address (id, contact_id, kind, address, verified_at) values ($1, $2, 'email', $3, now())
       on conflict (kind, address) do update set verified_at = now() where contact_address.contact_id = excluded.contact_id`,
      [newId(), contactId, email],
      'customer_vouched',
    );
  });
}

async function establishIn(tx: Tx, accountId: string, visitor: string, customer: Customer): Promise<string> {
  const { externalId, name, email } = customer;
  const [address] = await tx.query<{ contact_id: string }>(
    `with a as (
       insert into contact_address (id, contact_id, kind, address, display_name, verified_at) values ($1, $2, 'visitor', $3, $4, now())
       on conflict (kind, address) do update set display_name = coalesce(excluded.display_name, contact_address.display_name)
       returning contact_id
     ), c as (
       insert into contact (id, name) select a.contact_id, $4 from a where a.contact_id = $2
     )
     select contact_id from a`,
    [newId(), newId(), visitor, name],
    'customer_address',
  );
  if (!address) throw new Error('An upsert answers with its row.');
  await tx.query(
    `insert into external_identity (channel_account_id, external_id, contact_id, name, email) values ($1, $2, $3, $4, $5)
     on conflict (channel_account_id, external_id) do update set name = coalesce(excluded.name, external_identity.name),
       email = coalesce(excluded.email, external_identity.email), updated_at = now()`,
    [accountId, externalId, address.contact_id, name, email],
    'customer_identity',
  );
  return address.contact_id;
}

/**
 * What they wrote on this device before they signed in goes to their contact. Only a contact that is this anonymous visitor and nobody
 * else may give its conversation away, and only into a team where they have no current one: two matters are never made one.
 * Answers what moved.
 */
export function adopt(
  db: Database,
  accountId: string,
  from: string,
  to: string,
  customer: Customer,
): Promise<ConversationChange[]> {
  return db.transaction(async (tx) => {
    const [found] = await tx.query(MOVABLE_CONTACT, [from], 'customer_movable');
    if (!found) return [];
    const contactId = await establishIn(tx, accountId, to, customer);
    return tx.query<ConversationChange>(MOVE, [from, to, contactId], 'customer_adopt');
  });
}

const MOVABLE_CONTACT = `
  select a.contact_id from contact_address a
   where a.kind = 'visitor' and a.address = $1
     and not exists (select from contact_address o where o.contact_id = a.contact_id and o.id <> a.id)
     and not exists (select from external_identity e where e.contact_id = a.contact_id)
     and exists (select from conversation c where c.contact_id = a.contact_id)`;

/** $1 anonymous visitor, $2 customer's visitor, $3 their contact. Deliveries under way keep the address they were made for. */
const MOVE = `
  with source as (
    select a.id, a.contact_id from contact_address a where a.kind = 'visitor' and a.address = $1 for update
  ), target as (
    select a.id from contact_address a where a.kind = 'visitor' and a.address = $2
  ), claimed as (
    update email_claim e set contact_id = $3 from source s
     where e.contact_id = s.contact_id and not exists (select from email_claim o where o.contact_id = $3)
  )
  update conversation c set contact_id = $3, contact_address_id = t.id, revision = c.revision + 1
    from source s, target t
   where c.contact_id = s.contact_id and c.contact_address_id = s.id
     and not exists (select from conversation theirs join conversation own using (front_team_id)
                      where theirs.contact_id = s.contact_id and theirs.is_current and own.contact_id = $3 and own.is_current)
  returning c.id, c.team_id, c.assignee_id, c.revision, c.last_seq, c.contact_address_id`;
