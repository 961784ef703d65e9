/** A past: conversations of some days with the decisions that a policy took on them, as the screen stores them. */
import type { Database } from '../../src/foundation/database/database';
import { newId } from '../../src/foundation/model/ids';
import type { Circumstances, Heard, Policy } from '../../src/foundation/model/policy';
import { decide } from '../../src/intelligence/escalation/decide';
import type { Api } from './api';

export interface Said {
  author: 'contact' | 'assistant' | 'agent';
  text: string;
  /** What stood around it. */
  around?: Partial<Circumstances>;
}

/** One conversation, each line of it a minute after the one before; its id. */
export async function lived(
  { db, ids }: Pick<Api, 'db' | 'ids'>,
  policy: Policy,
  daysAgo: number,
  lines: readonly Said[],
  version = 1,
): Promise<string> {
  const began = Date.now() - daysAgo * 86_400_000;
  const id = newId(began);
  await db.query(
    `insert into conversation (id, contact_id, front_team_id, team_id, holder, status, is_current, last_seq, channel_account_id,
                               contact_address_id, opened_at)
     values ($1, $2, $3, $3, 'assistant', 'open', false, $4, $5, $6, $7)`,
    [id, ids.contact, ids.general, lines.length, ids.account, ids.address, new Date(began)],
  );
  const heard: Heard[] = [];
  for (const [index, { author, text, around }] of lines.entries()) {
    const at = began + index * 60_000;
    const message: Heard = { id: newId(at), seq: index + 1, author, text };
    await db.query(
      `insert into message (id, conversation_id, seq, direction, author, agent_id, channel_account_id, contact_address_id, text, created_at)
       values ($1, $2, $3, $4, $5, (select id from agent where $5 = 'agent' limit 1), $6, $7, $8, $9)`,
      [
        message.id,
        id,
        message.seq,
        author === 'contact' ? 'in' : 'out',
        author,
        ids.account,
        ids.address,
        text,
        new Date(at),
      ],
    );
    if (author === 'contact') await decided(db, id, message, [...heard], policy, version, at, around);
    heard.push(message);
  }
  return id;
}

async function decided(
  db: Database,
  conversationId: string,
  message: Heard,
  history: Heard[],
  policy: Policy,
  version: number,
  at: number,
  around: Partial<Circumstances> = {},
): Promise<void> {
  const circumstances: Circumstances = {
    historyFrom: history[0]?.seq ?? message.seq,
    holder: 'assistant',
    bare: false,
    language: 'en',
    channel: 'sms',
    account: 'Line',
    contactAttributes: {},
    humanOffered: false,
    unknownAnswers: 0,
    attempts: history.filter((one) => one.author === 'assistant').length,
    assistantFailure: null,
    unreadable: false,
    hoursOpen: true,
    nearest: { probability: 0.03, hits: [] },
    ...around,
  };
  const decision = decide({ ...circumstances, message, history }, policy);
  await db.query(
    `insert into decision (id, conversation_id, message_id, seq, policy_version, outcome, reason, rule, evidence, evaluated,
                           counterfactual, circumstances, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      newId(at),
      conversationId,
      message.id,
      message.seq,
      version,
      decision.outcome,
      decision.reason,
      decision.rule,
      JSON.stringify(decision.evidence),
      JSON.stringify(decision.evaluated),
      decision.counterfactual,
      JSON.stringify(circumstances),
      new Date(at),
    ],
  );
}
