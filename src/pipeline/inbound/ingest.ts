/** Ingest: whatever the wires bring becomes rows, committed before anybody is told "received". */
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { ChannelAccount, InboundEvent, InboundMessage } from '../../channels/channel';
import type { Database } from '../../foundation/database/database';
import type { Events, Fact } from '../../foundation/events/events';
import type { Jobs } from '../../foundation/jobs/jobs';
import { maskCards, maskCardsDeep } from '../../foundation/model/cards';
import { consentWord } from '../../foundation/model/consent';
import { isCourtesy } from '../../foundation/model/courtesy';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { wellFormed, wellFormedDeep } from '../../foundation/model/well-formed';
import { LARGEST_BLOB, hashOf, storeBlobs } from '../../foundation/database/blobs';
import { agentMailOf, storeAgentMail } from './agent-mail';
import { storeWithConsent } from './consent-change';
import { batchSeconds, batchSize, ingested } from './figures';
import { GroupCommit } from './group-commit';
import {
  MARK_UNREACHABLE,
  RECEIPTS,
  RECEIPTS_NAME,
  STOP_CLAIM,
  STOP_ENDPOINT,
  receiptParameters,
  unreachableParameters,
  type ReceiptArrival,
  type ReceiptsRow,
} from './receipts';
import { WRITERS } from './writers';
import { sqlState } from './sql-state';
import { prepared, type Arrival, type ArrivedFile, type Stored } from './statement';
import { placeOf, storeAsParticipant, type Place } from './threads';

/** What became of one event; known after its commit. */
export type ReceiveResult =
  | {
      kind: 'stored';
      conversationId: string;
      messageId: string;
      seq: number;
      contactId: string;
      opened: boolean;
      reopened: boolean;
    }
  /** The same event came before; the ids are those of its message, null where it made none. */
  | { kind: 'duplicate'; conversationId: string | null; messageId: string | null; seq: number | null }
  | { kind: 'console'; endpointId: string }
  | { kind: 'receipt'; matched: boolean };

export interface IngestSurroundings {
  db: Database;
  /** Connections of its own for the hot statement, see writers.ts. */
  writers: Pick<Database, 'query'>;
  events: Events;
  jobs: Pick<Jobs, 'wake'>;
  /** The team that a channel account maps to. */
  frontTeam(accountId: string): { id: string };
  /** Whether STOP and START have legal force on a channel. */
  hasConsentWords(channel: string): boolean;
}

const MOST_IN_BATCH = 256;
/** Messages that may wait: some seconds at the highest rate, some tens of megabytes. */
const ROOM = 20_000;

export class Ingest implements BeforeApplicationShutdown {
  private readonly messages: GroupCommit<Arrival, ReceiveResult>;
  private readonly receipts: GroupCommit<ReceiptArrival, ReceiveResult>;

  constructor(private readonly around: IngestSurroundings) {
    this.messages = new GroupCommit({
      writers: WRITERS,
      most: MOST_IN_BATCH,
      room: ROOM,
      key: (arrival) => `${arrival.kind}:${arrival.address}`,
      alone: (arrival) => arrival.mayConsent || arrival.participantOf !== null,
      write: (arrivals) => this.store(arrivals),
    });
    this.receipts = new GroupCommit({
      writers: 1,
      most: MOST_IN_BATCH,
      room: ROOM,
      key: ({ receipt }) => receipt.deliveryId ?? receipt.providerId,
      write: (arrivals) => this.apply(arrivals),
    });
  }

  /** Events that wait for a writer. */
  get depth(): number {
    return this.messages.depth + this.receipts.depth;
  }

  /**
   * Resolves after the commit of all `events`, in their order. A repeat of an event is told from the first by the provider's id.
   * Throws Fault('invalid') when the database refuses an event for what it holds, Fault('unavailable') when it cannot be stored now;
   * the provider may send either again, since what was stored stays one row.
   */
  async receive(account: ChannelAccount, events: readonly InboundEvent[]): Promise<ReceiveResult[]> {
    try {
      return await Promise.all(
        events.map((event) =>
          event.kind === 'message'
            ? this.add(account, event)
            : this.receipts.add({ accountId: account.id, receipt: clean(event) }),
        ),
      );
    } catch (error) {
      throw isRefusal(error) ? new Fault('invalid', 'The message cannot be stored as it is.', { cause: error }) : error;
    }
  }

  /** Everything that was taken in is committed. */
  async drained(): Promise<void> {
    await Promise.all([this.messages.drained(), this.receipts.drained()]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.drained();
  }

  private async add(account: ChannelAccount, message: InboundMessage): Promise<ReceiveResult> {
    const { thread, original, attachments } = message;
    if (!thread && !original && !attachments.some((file) => file.content)) {
      return this.messages.add(this.arrival(account, message));
    }
    const { db } = this.around;
    const ofAgent = await agentMailOf(db, account.id, message);
    if (ofAgent) {
      const fresh = await storeAgentMail(db, account.id, message, ofAgent);
      this.around.jobs.wake();
      const result: ReceiveResult = fresh ? { kind: 'console', endpointId: ofAgent.endpointId } : UNKNOWN_DUPLICATE;
      ingested.inc({ result: result.kind });
      return result;
    }
    const place = await placeOf(db, account.id, message);
    const whole = original && Buffer.from(maskCards(wellFormed(original.text)));
    // Before the message: what refers to a content finds it. One that nothing refers to after a crash is swept.
    await storeBlobs(db, [
      ...attachments.flatMap(({ content }) => (content && content.length <= LARGEST_BLOB ? [content] : [])),
      ...(whole ? [whole] : []),
    ]);
    const arrival = this.arrival(account, message, place);
    if (whole) {
      arrival.content['original'] = true;
      arrival.attachments.push({ ...arrivedFile({ content: whole, mediaType: original.mediaType }), original: true });
    }
    return this.messages.add(arrival);
  }

  /** Card numbers end here: nothing behind this line has seen one. */
  private arrival(account: ChannelAccount, message: InboundMessage, place?: Place): Arrival {
    const text = maskCards(wellFormed(message.text));
    const consentWords = this.around.hasConsentWords(account.channel);
    const word = consentWords ? (message.consent ?? consentWord(text, true)) : null;
    const content = safeContent(message.content);
    const bare = message.attachments.length === 0 && !('button' in content) && !('location' in content);
    return {
      accountId: account.id,
      frontTeamId: this.around.frontTeam(account.id).id,
      providerId: message.providerId,
      kind: place?.kind ?? message.from.kind,
      address: message.from.address,
      name: message.from.name ? maskCards(wellFormed(message.from.name)) : null,
      messageId: newId(),
      text,
      // A bare HELP that the provider did not answer is a question to us.
      content: {
        ...content,
        ...(consentWords && message.consent === 'help' ? { consent: 'help' } : {}),
        ...(message.automatic ? { automatic: true } : {}),
      },
      attachments: message.attachments.map(arrivedFile),
      quiet: message.automatic === true || (bare && isCourtesy(text)),
      participantOf: place?.participantOf ?? null,
      hadOurs: place?.hadOurs ?? false,
      mayConsent: word === 'stop' || word === 'start',
      providerConsent: consentWords ? (message.consent ?? null) : null,
    };
  }

  private async store(arrivals: readonly Arrival[]): Promise<ReceiveResult[]> {
    const { events, jobs } = this.around;
    const measured = batchSeconds.startTimer();
    const stored = await this.write(arrivals);
    measured();
    batchSize.observe(arrivals.length);
    if (stored.length > 0) {
      events.tell(...factsOf(stored));
      jobs.wake();
    }
    const byMessage = new Map(stored.map((row) => [row.message_id, row]));
    const repeats = arrivals.filter((arrival) => !byMessage.has(arrival.messageId));
    const earlier = repeats.length > 0 ? await this.earlier(repeats) : null;
    return arrivals.map((arrival) => {
      const row = byMessage.get(arrival.messageId);
      const result = row
        ? resultOf(row)
        : (earlier?.get(keyOf(arrival.accountId, arrival.providerId)) ?? UNKNOWN_DUPLICATE);
      ingested.inc({ result: result.kind });
      return result;
    });
  }

  private write(arrivals: readonly Arrival[]): Promise<Stored[]> {
    const { db, writers } = this.around;
    const [first] = arrivals;
    if (first?.mayConsent) return storeWithConsent(db, first);
    if (first?.participantOf) return storeAsParticipant(db, first, first.participantOf);
    // A provider that is in a hurry sends one event twice into the same batch.
    const distinct = new Map<string, Arrival>();
    for (const arrival of arrivals) {
      const key = keyOf(arrival.accountId, arrival.providerId);
      if (!distinct.has(key)) distinct.set(key, arrival);
    }
    const { text, values, name } = prepared([...distinct.values()]);
    return writers.query<Stored>(text, values, name);
  }

  /** What the first delivery of each repeat became. Its facts are told again: whoever stored it may have died before telling. */
  private async earlier(repeats: readonly Arrival[]): Promise<Map<string, ReceiveResult>> {
    const rows = await this.around.db.query<EarlierRow>(
      `select m.channel_account_id, m.provider_id, m.id as message_id, m.seq, c.id as conversation_id, c.team_id, c.assignee_id,
              c.revision, c.last_seq, c.contact_address_id
         from unnest($1::uuid[], $2::text[]) as r(account, event)
         join message m on m.channel_account_id = r.account and m.provider_id = r.event
         join conversation c on c.id = m.conversation_id`,
      [repeats.map((repeat) => repeat.accountId), repeats.map((repeat) => repeat.providerId)],
      'ingest_earlier',
    );
    this.around.events.tell(...factsOf(rows));
    return new Map(
      rows.map((row) => [
        keyOf(row.channel_account_id, row.provider_id),
        { kind: 'duplicate', conversationId: row.conversation_id, messageId: row.message_id, seq: row.seq },
      ]),
    );
  }

  private async apply(arrivals: readonly ReceiptArrival[]): Promise<ReceiveResult[]> {
    const [row] = await this.around.db.query<ReceiptsRow>(RECEIPTS, receiptParameters(arrivals), RECEIPTS_NAME);
    const unreachable = unreachableParameters(arrivals);
    if (unreachable) {
      await this.around.db.query(MARK_UNREACHABLE, unreachable);
      await this.around.db.query(STOP_ENDPOINT, unreachable);
      await this.around.db.query(STOP_CLAIM, unreachable);
    }
    this.around.events.tell(...(row?.touched ?? []).map((each) => factOf({ ...each, conversation_id: each.id })));
    if (arrivals.some(({ receipt }) => receipt.state === 'failed')) this.around.jobs.wake();
    const matched = new Set(row?.matched ?? []);
    return arrivals.map((_, i) => {
      ingested.inc({ result: matched.has(i + 1) ? 'receipt' : 'receipt-of-nothing' });
      return { kind: 'receipt', matched: matched.has(i + 1) };
    });
  }
}

interface EarlierRow extends ConversationRow {
  channel_account_id: string;
  provider_id: string;
  message_id: string;
  seq: number;
}

interface ConversationRow {
  conversation_id: string;
  team_id: string;
  assignee_id: string | null;
  revision: string | number;
  last_seq: number;
  contact_address_id: string;
}

const UNKNOWN_DUPLICATE: ReceiveResult = { kind: 'duplicate', conversationId: null, messageId: null, seq: null };

/** Ids of the provider, which only look like card numbers. */
const OPAQUE = new Set(['repliedTo', 'waId']);

function safeContent(content: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => {
      const stored = wellFormedDeep(value);
      return [key, OPAQUE.has(key) ? stored : maskCardsDeep(stored)];
    }),
  );
}

function arrivedFile(file: InboundMessage['attachments'][number]): ArrivedFile {
  const { url, content, mediaType, name, contentId } = file;
  const kept = content !== undefined && content.length <= LARGEST_BLOB;
  return {
    name: name ? maskCards(wellFormed(name)) : null,
    mediaType: wellFormed(mediaType),
    url: url === undefined ? null : wellFormed(url),
    sha256: kept ? hashOf(content) : null,
    bytes: content?.length ?? null,
    contentId: contentId ? wellFormed(contentId) : null,
    state: url !== undefined ? 'remote' : kept ? 'stored' : 'refused',
    original: false,
  };
}

const keyOf = (accountId: string, providerId: string): string => `${accountId} ${providerId}`;

function resultOf(row: Stored): ReceiveResult {
  if (row.endpoint_id !== null) return { kind: 'console', endpointId: row.endpoint_id };
  if (row.conversation_id === null || row.seq === null || row.contact_id === null) {
    throw new Error('A stored message has neither a conversation nor an endpoint.');
  }
  return {
    kind: 'stored',
    conversationId: row.conversation_id,
    messageId: row.message_id,
    seq: row.seq,
    contactId: row.contact_id,
    opened: row.opened === true,
    reopened: row.reopened === true,
  };
}

/** One fact per conversation, whatever the number of its messages. */
function factsOf(rows: readonly (Stored | EarlierRow)[]): Fact[] {
  const facts = new Map<string, Fact>();
  for (const row of rows) {
    if (isInConversation(row) && !facts.has(row.conversation_id)) facts.set(row.conversation_id, factOf(row));
  }
  return [...facts.values()];
}

function isInConversation(row: Stored | EarlierRow): row is (Stored | EarlierRow) & ConversationRow {
  return row.conversation_id !== null;
}

function factOf(row: ConversationRow): Fact {
  return {
    kind: 'conversation',
    id: row.conversation_id,
    teamId: row.team_id,
    assigneeId: row.assignee_id,
    revision: Number(row.revision),
    lastSeq: row.last_seq,
    contactAddressId: row.contact_address_id,
  };
}

function clean<T extends { providerId: string; detail?: string }>(receipt: T): T {
  return {
    ...receipt,
    providerId: wellFormed(receipt.providerId),
    ...(receipt.detail ? { detail: wellFormed(receipt.detail) } : {}),
  };
}

/** Data that the database cannot take: malformed (class 22), against a constraint (23), too large for an index (54). */
function isRefusal(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error));
}
