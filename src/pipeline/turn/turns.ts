/** The rows of turns: each message is covered by exactly one. */
import type { Tx } from '../../foundation/database/database';
import { newId } from '../../foundation/model/ids';
import type { Step } from '../../intelligence/assistant/assistant';

export interface NewTurn {
  conversationId: string;
  fromSeq: number;
  toSeq: number;
  epoch: number;
  outcome: 'answered' | 'suggested' | 'unknown' | 'drafted' | 'handed_off' | 'closed' | 'left_to_human' | 'silent';
  assistant?: string;
  model?: string | null;
  replyMessageId?: string;
  draft?: string;
  articleIds?: string[];
  steps?: Step[];
  discarded?: number;
  tokensIn?: number;
  tokensOut?: number;
  costMicros?: number;
  durationMs?: number;
  error?: string | null;
}

/** Inserts the turn and moves the cursor with it; a range that was covered before is left alone. */
export async function cover(tx: Tx, turn: NewTurn): Promise<boolean> {
  const moved = await tx.query(
    'update conversation set covered_seq = $3 where id = $1 and covered_seq = $2 and $3 > $2 returning id',
    [turn.conversationId, turn.fromSeq - 1, turn.toSeq],
    'turn_cover',
  );
  if (moved.length === 0) return false;
  await tx.query(
    `insert into turn (id, conversation_id, from_seq, to_seq, epoch, outcome, assistant, model, reply_message_id, draft, article_ids,
                       steps, discarded, tokens_in, tokens_out, duration_ms, error, cost_micros)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      newId(),
      turn.conversationId,
      turn.fromSeq,
      turn.toSeq,
      turn.epoch,
      turn.outcome,
      turn.assistant ?? null,
      turn.model ?? null,
      turn.replyMessageId ?? null,
      turn.draft ?? null,
      turn.articleIds ?? [],
      JSON.stringify(turn.steps ?? []),
      turn.discarded ?? 0,
      turn.tokensIn ?? 0,
      turn.tokensOut ?? 0,
      turn.durationMs ?? 0,
      turn.error ?? null,
      turn.costMicros ?? 0,
    ],
    'turn_insert',
  );
  return true;
}
