/** The words behind a decision, cut from the messages by the stored offsets at reading time: erasing a message erases its evidence. */
import type { Queryable } from '../../foundation/database/database';
import type { Evidence } from '../../foundation/model/policy';

export interface SeenEvidence {
  seq: number;
  start: number;
  end: number;
  words: string;
}

/** In the order given; evidence whose message is gone is left out. */
export async function readEvidence(
  q: Queryable,
  conversationId: string,
  evidence: readonly Evidence[],
): Promise<SeenEvidence[]> {
  if (evidence.length === 0) return [];
  const rows = await q.query<{ id: string; seq: number; text: string }>(
    `select id, seq, text from message where id = any($2::uuid[]) and conversation_id = $1`,
    [conversationId, evidence.map((item) => item.messageId)],
    'evidence',
  );
  const messages = new Map(rows.map((row) => [row.id, row]));
  return evidence.flatMap(({ messageId, start, end }) => {
    const message = messages.get(messageId);
    return message ? [{ seq: message.seq, start, end, words: message.text.slice(start, end) }] : [];
  });
}
