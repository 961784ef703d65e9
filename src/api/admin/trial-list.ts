/** Runs of edited policies and what they found, as admins read them. Words are cut from the messages now, never stored twice. */
import { readEvidence } from '../../conversations/transcript/evidence';
import type { Queryable } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import type { Policy, Ruling as StoredRuling } from '../../foundation/model/policy';
import { policyChanges } from '../../intelligence/escalation/policy-changes';
import type { DifferenceView, Ruling, TrialKind, TrialView } from '../http/contract';
import { readCursor, UUID_PART, writeCursor } from '../http/cursor';

interface TrialRow {
  id: string;
  state: TrialView['state'];
  baseVersion: number;
  before: Policy;
  after: Policy;
  days: number;
  total: number;
  seen: number;
  compared: number;
  leftOut: number;
  counts: TrialView['counts'];
  load: TrialView['load'];
  startedBy: string | null;
  startedAt: Date;
  endedAt: Date | null;
}

const SELECT = `
  select t.id, t.state, t.base_version as "baseVersion", t.before, t.after, t.days, t.total, t.seen, t.compared, t.left_out as "leftOut",
         json_build_object('newly', t.newly, 'no_longer', t.no_longer, 'moved', t.moved, 'offers', t.offers) as counts,
         t.load, g.name as "startedBy", t.created_at as "startedAt", t.ended_at as "endedAt"
    from policy_trial t left join agent g on g.id = t.agent_id`;

const NONE = 'There is no such run.';

/** There are never more than a few: older ones go when a new one begins. */
export async function readTrials(q: Queryable): Promise<TrialView[]> {
  return (await q.query<TrialRow>(`${SELECT} order by t.id desc limit 20`)).map(inView);
}

export async function readTrial(q: Queryable, id: string): Promise<TrialView> {
  const [row] = await q.query<TrialRow>(`${SELECT} where t.id = $1`, [id]);
  if (!row) throw new Fault('not-found', NONE);
  return inView(row);
}

function inView({ before, after, load, startedAt, endedAt, ...row }: TrialRow): TrialView {
  return {
    ...row,
    policy: after,
    changes: policyChanges(before, after),
    load: [...load].sort((one, other) => one.team.localeCompare(other.team) || one.hour - other.hour),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}

interface DifferenceRow extends Omit<DifferenceView, 'before' | 'after' | 'at'> {
  decisionId: string;
  at: Date;
  before: StoredRuling;
  after: StoredRuling;
}

const TEXT = 300;

export async function readDifferences(
  q: Queryable,
  trialId: string,
  kind: TrialKind,
  cursor: string | undefined,
  limit: number,
): Promise<{ items: DifferenceView[]; next: string | null }> {
  const [after] = cursor === undefined ? [] : readCursor(cursor, [UUID_PART]);
  const [trial] = await q.query<{ before: Policy; after: Policy }>(
    'select before, after from policy_trial where id = $1',
    [trialId],
  );
  if (!trial) throw new Fault('not-found', NONE);
  const rows = await q.query<DifferenceRow>(
    `select d.decision_id as "decisionId", d.conversation_id as "conversationId", d.seq, d.before, d.after,
            coalesce(p.name, a.address) as contact, account.channel, left(m.text, ${TEXT}) as text, m.created_at as at
       from policy_difference d
       join message m on m.id = d.message_id
       join conversation c on c.id = d.conversation_id
       join contact p on p.id = c.contact_id
       join contact_address a on a.id = c.contact_address_id
       join channel_account account on account.id = m.channel_account_id
      where d.trial_id = $1 and d.kind = $2 and ($3::uuid is null or d.decision_id > $3)
      order by d.decision_id limit $4`,
    [trialId, kind, after ?? null, limit + 1],
  );
  const shown = rows.slice(0, limit);
  const items = await Promise.all(
    shown.map(async ({ decisionId: _key, ...row }) => ({
      ...row,
      at: row.at.toISOString(),
      before: await inWords(q, row.conversationId, row.before, trial.before.rules),
      after: await inWords(q, row.conversationId, row.after, trial.after.rules),
    })),
  );
  const last = shown.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor([last.decisionId]) : null };
}

async function inWords(
  q: Queryable,
  conversationId: string,
  { evidence, ...ruling }: StoredRuling,
  rules: Policy['rules'],
): Promise<Ruling> {
  const seen = await readEvidence(q, conversationId, evidence);
  return {
    ...ruling,
    ruleName: rules.find((rule) => rule.id === ruling.rule)?.name ?? null,
    words: seen.map(({ words }) => words.slice(0, TEXT)),
  };
}
