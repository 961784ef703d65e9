/** Every decision of a conversation with its words, values and circumstances, as the decision page shows them. */
import { readEvidence } from '../../conversations/transcript/evidence';
import type { Queryable } from '../../foundation/database/database';
import type { Circumstances, Evidence } from '../../foundation/model/policy';
import type { DecisionEntry } from '../http/contract';
import { NUMBER_PART, readCursor, UUID_PART, writeCursor } from '../http/cursor';

interface Row extends Omit<DecisionEntry, 'evidence' | 'at' | 'around'> {
  evidence: Evidence[];
  circumstances: Circumstances | null;
  at: Date;
}

const TEXT = 500;

export async function readDecisionPage(
  q: Queryable,
  conversationId: string,
  cursor: string | undefined,
  limit: number,
): Promise<{ items: DecisionEntry[]; next: string | null }> {
  const [seq, id] = cursor === undefined ? [] : readCursor(cursor, [NUMBER_PART, UUID_PART]);
  const rows = await q.query<Row>(
    `select d.id, d.seq, d.outcome, d.reason, d.rule, d.policy_version as "policyVersion", d.evidence, d.evaluated, d.counterfactual,
            d.circumstances, d.created_at as at, coalesce(left(m.text, ${TEXT}), '') as text
       from decision d left join message m on m.id = d.message_id
      where d.conversation_id = $1 and ($2::int is null or (d.seq, d.id) > ($2, $3::uuid)) order by d.seq, d.id limit $4`,
    [conversationId, seq ?? null, id ?? null, limit + 1],
    'inbox_decisions',
  );
  const shown = rows.slice(0, limit);
  const items = await Promise.all(
    shown.map(async ({ circumstances, evidence, at, ...row }) => ({
      ...row,
      evidence: await readEvidence(q, conversationId, evidence),
      at: at.toISOString(),
      around: circumstances && aroundOf(circumstances),
    })),
  );
  const last = shown.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor([last.seq, last.id]) : null };
}

function aroundOf({ channel, account, language, holder, hoursOpen, nearest }: Circumstances): DecisionEntry['around'] {
  const [first] = nearest.hits;
  return {
    channel,
    account,
    language: language ?? null,
    holder,
    hoursOpen,
    nearest: first ? { title: first.title, probability: nearest.probability } : null,
  };
}
