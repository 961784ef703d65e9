/** Mail of our own agents: an answer to what we sent to their mailbox is console input, never a customer's message. */
import type { InboundMessage } from '../../channels/channel';
import { hashOf, LARGEST_BLOB, storeBlobs } from '../../foundation/database/blobs';
import type { Database } from '../../foundation/database/database';
import { LANE_TAKES_MORE } from '../../foundation/jobs/enqueue';
import { maskCards } from '../../foundation/model/cards';
import { wellFormed } from '../../foundation/model/well-formed';

export interface AgentMail {
  endpointId: string;
  /** What the answered mail was about; null for a code. */
  conversationId: string | null;
}

/**
 * The endpoint whose mail this answers: our keyed mark shows that its writer had that mail, and From names the same mailbox. Whether
 * something vouches for From is looked at when it is stored. Everybody else, an agent's other mailbox too, is an ordinary contact.
 */
export async function agentMailOf(db: Database, accountId: string, message: InboundMessage): Promise<AgentMail | null> {
  const deliveries = message.thread?.deliveries ?? [];
  if (deliveries.length === 0) return null;
  const [row] = await db.query<AgentMail>(
    `select e.id as "endpointId", n.conversation_id as "conversationId"
       from delivery d join notice n on n.id = d.notice_id join agent_endpoint e on e.id = n.agent_endpoint_id
      where d.id = any($1::uuid[]) and d.channel_account_id = $2 and e.address = $3 and e.verified_at is not null
      order by d.created_at desc limit 1`,
    [deliveries, accountId, message.from.address],
    'agent_mail',
  );
  return row ?? null;
}

/** Once for each mail. What a machine answers for an agent who is away is taken in and leads nowhere. */
export async function storeAgentMail(
  db: Database,
  accountId: string,
  message: InboundMessage,
  { endpointId, conversationId }: AgentMail,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const first = await tx.query(
      'insert into inbound_event (channel_account_id, event_id) values ($1, $2) on conflict do nothing returning event_id',
      [accountId, message.providerId],
      'agent_mail_event',
    );
    if (first.length === 0 || message.automatic) return first.length > 0;
    const attached = message.attachments.filter(({ contentId, content }) => !contentId && content !== undefined);
    const contents = attached
      .map(({ content }) => content ?? Buffer.alloc(0))
      .filter(({ length }) => length <= LARGEST_BLOB);
    await storeBlobs(tx, contents);
    const files = attached.map(({ name, content }) => ({
      name: name ?? null,
      sha256: hashOf(content ?? Buffer.alloc(0)).toString('hex'),
    }));
    await tx.query(
      `with l as (
         insert into lane (key, due, pending) values ($1, now(), 1)
         ${LANE_TAKES_MORE}
         returning key
       )
       insert into job (lane, kind, payload) select l.key, 'console', $2 from l`,
      [
        `endpoint:${endpointId}`,
        JSON.stringify({
          endpointId,
          providerId: message.providerId,
          text: maskCards(wellFormed(message.text)),
          mail: {
            conversationId,
            vouched: message.from.kind === 'email',
          },
          files,
        }),
      ],
      'agent_mail_job',
    );
    return true;
  });
}
