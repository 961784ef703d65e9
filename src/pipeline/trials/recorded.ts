/** A stored decision with what it was made of, so that it can be made again: by the same policy, or by another. */
import type { Queryable } from '../../foundation/database/database';
import type { Circumstances, Heard, PolicyInput } from '../../foundation/model/policy';

/** The words come from the messages, which never change; the rest was stored. Null when the message is gone. */
export async function recordedInput(
  q: Queryable,
  conversationId: string,
  seq: number,
  circumstances: Circumstances,
): Promise<PolicyInput | null> {
  const rows = await q.query<Heard>(
    `select id, seq, author, text, content->>'consent' as consent from message
      where conversation_id = $1 and seq between $2 and $3 order by seq`,
    [conversationId, circumstances.historyFrom, seq],
    'recorded_words',
  );
  const message = rows.at(-1);
  if (message?.seq !== seq) return null;
  return { ...circumstances, message: { ...message, author: 'contact' }, history: rows.slice(0, -1) };
}
