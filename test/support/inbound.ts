/** A front door on a test database: an account, its team, and any number of Ingest instances that keep a ledger of what they told. */
import type { ChannelAccount, InboundEvent, InboundMessage } from '../../src/channels/channel';
import type { Database } from '../../src/foundation/database/database';
import type { Fact } from '../../src/foundation/events/events';
import { newId } from '../../src/foundation/model/ids';
import { Ingest } from '../../src/pipeline/inbound/ingest';
import { openWriters } from '../../src/pipeline/inbound/writers';

export interface FrontDoor {
  account: ChannelAccount;
  teamId: string;
  facts: Fact[];
  wakes: number;
  /** One replica. */
  ingest(): Ingest;
  /** Its writers' connections: closed before the database is dropped. */
  close(): Promise<void>;
}

export async function openFrontDoor(db: Database, address = '+15550100'): Promise<FrontDoor> {
  const opened: Database[] = [];
  const teamId = newId();
  const account: ChannelAccount = { id: newId(), channel: 'sms', address, settings: {}, secrets: {}, simulated: true };
  await db.query(`insert into team (id, name) values ($1, $2)`, [teamId, `Team of ${address}`]);
  await db.query(`insert into channel_account (id, channel, name, address, team_id) values ($1, 'sms', $3, $3, $2)`, [
    account.id,
    teamId,
    address,
  ]);
  const door: FrontDoor = {
    account,
    teamId,
    facts: [],
    wakes: 0,
    ingest: () => {
      const writers = openWriters(db);
      opened.push(writers);
      return new Ingest({
        db,
        writers,
        events: {
          publish: () => undefined,
          tell: (...facts) => void door.facts.push(...facts),
          listen: () => () => undefined,
        },
        jobs: { wake: () => void (door.wakes += 1) },
        frontTeam: () => ({ id: teamId }),
        hasConsentWords: (channel) => channel === 'sms',
      });
    },
    close: async () => {
      for (const { pool } of opened.splice(0)) await pool.end();
    },
  };
  return door;
}

export function message(
  from: string,
  text: string,
  more: Partial<InboundMessage> = {},
): InboundEvent & { kind: 'message' } {
  return {
    kind: 'message',
    providerId: newId(),
    from: { kind: 'phone', address: from },
    text,
    content: {},
    attachments: [],
    ...more,
  };
}

/** Conversations whose sequence is not 1…last_seq without a gap. */
export async function gaps(db: Database): Promise<unknown[]> {
  return db.query(
    `select c.id, c.last_seq, count(m.seq) as messages, max(m.seq) from conversation c left join message m on m.conversation_id = c.id
      group by c.id having count(m.seq) <> c.last_seq or coalesce(max(m.seq), 0) <> c.last_seq`,
  );
}

/** How many rows of each table of the door; a compact thing to compare. */
export async function counts(db: Database): Promise<Record<string, number>> {
  const [row] = await db.query<Record<string, number>>(
    `select (select count(*)::int from inbound_event) as events, (select count(*)::int from contact) as contacts,
            (select count(*)::int from contact_address) as addresses, (select count(*)::int from conversation) as conversations,
            (select count(*)::int from message) as messages, (select count(*)::int from job) as jobs,
            (select coalesce(sum(pending), 0)::int from lane) as pending`,
  );
  return row ?? {};
}

/** The element that is surely there. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no element ${index}.`);
  return item;
}
