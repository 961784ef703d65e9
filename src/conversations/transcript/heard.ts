/** What was said, as the policy and the assistant read it: words and authors, no notes, no states. */
import type { Queryable } from '../../foundation/database/database';
import type { Heard } from '../../foundation/model/policy';

/** The last `limit` messages, oldest first. */
export async function readHeard(q: Queryable, conversationId: string, limit: number): Promise<Heard[]> {
  const rows = await q.query<Heard>(
    `select id, seq, author, text, content->>'consent' as consent from message where conversation_id = $1 order by seq desc limit $2`,
    [conversationId, limit],
    'heard',
  );
  return rows.reverse();
}
