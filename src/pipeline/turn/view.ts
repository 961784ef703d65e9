/** What a turn reads: one conversation as it is now, with what its policy and its assistant need. */
import { readHeard } from '../../conversations/transcript/heard';
import type { Database } from '../../foundation/database/database';
import type { Heard } from '../../foundation/model/policy';

export interface TurnView {
  id: string;
  holder: 'assistant' | 'queue' | 'agent';
  status: 'open' | 'snoozed' | 'closed';
  epoch: number;
  lastSeq: number;
  coveredSeq: number;
  language: string | null;
  accountId: string;
  frontTeamId: string;
  contactAttributes: Record<string, string>;
  /** The business's own server vouches for who the contact is. */
  signedIn: boolean;
  /** They were told that a machine speaks. */
  disclosed: boolean;
  /** The episode's messages, oldest first: what an earlier handoff settled is over. */
  heard: Heard[];
  /** The assistant's last words offered a human. */
  humanOffered: boolean;
  unknownAnswers: number;
  attempts: number;
}

/** Longest piece of history that policy and assistant look at. */
const HISTORY = 30;

interface Row {
  id: string;
  holder: TurnView['holder'];
  status: TurnView['status'];
  holder_epoch: number;
  last_seq: number;
  covered_seq: number;
  language: string | null;
  channel_account_id: string;
  front_team_id: string;
  attributes: Record<string, unknown>;
  signed_in: boolean;
  human_offered_seq: number | null;
  episode_seq: number;
  disclosed: boolean;
  unknown_answers: string;
  attempts: string;
}

export async function readView(db: Database, conversationId: string): Promise<TurnView | null> {
  const [row] = await db.query<Row>(
    `with c as (
       select c.*, p.attributes, exists (select from external_identity e where e.contact_id = c.contact_id) as signed_in,
              -- What no turn has covered yet is never history, however late it is read.
              least(coalesce((select max(h.ended_seq) from handoff h where h.conversation_id = c.id), 0), c.covered_seq) as episode_seq
         from conversation c join contact p on p.id = c.contact_id where c.id = $1
     )
     select c.id, c.holder, c.status, c.holder_epoch, c.last_seq, c.covered_seq, c.language, c.channel_account_id, c.front_team_id,
            c.attributes, c.signed_in, c.human_offered_seq, c.episode_seq, c.disclosed_at is not null as disclosed,
            count(*) filter (where t.outcome = 'unknown') as unknown_answers,
            count(*) filter (where t.outcome in ('answered', 'suggested', 'unknown')) as attempts
       from c left join turn t on t.conversation_id = c.id and t.from_seq > c.episode_seq
      group by c.id, c.holder, c.status, c.holder_epoch, c.last_seq, c.covered_seq, c.language, c.channel_account_id,
               c.front_team_id, c.attributes, c.signed_in, c.human_offered_seq, c.episode_seq, c.disclosed_at`,
    [conversationId],
    'turn_view',
  );
  if (!row) return null;
  const heard = (await readHeard(db, conversationId, HISTORY)).filter((message) => message.seq > row.episode_seq);
  const lastAssistant = heard.findLast((message) => message.author === 'assistant');
  return {
    id: row.id,
    holder: row.holder,
    status: row.status,
    epoch: row.holder_epoch,
    lastSeq: row.last_seq,
    coveredSeq: row.covered_seq,
    language: row.language,
    accountId: row.channel_account_id,
    frontTeamId: row.front_team_id,
    contactAttributes: Object.fromEntries(Object.entries(row.attributes).map(([name, value]) => [name, String(value)])),
    signedIn: row.signed_in,
    disclosed: row.disclosed,
    heard,
    humanOffered: lastAssistant !== undefined && lastAssistant.seq === row.human_offered_seq,
    unknownAnswers: Number(row.unknown_answers),
    attempts: Number(row.attempts),
  };
}
