/** Makes the stored decisions of a conversation again, from the stored words and circumstances, and says where they differ. */
import { isDeepStrictEqual } from 'node:util';
import { readEvidence, type SeenEvidence } from '../../conversations/transcript/evidence';
import type { Queryable } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import type { Circumstances, Decision, Policy } from '../../foundation/model/policy';
import { barePolicy } from '../../foundation/settings/snapshot';
import { decide } from '../../intelligence/escalation/decide';
import { recordedInput } from './recorded';

/** What of a decision is stored. */
export type Stored = Pick<Decision, 'outcome' | 'reason' | 'rule' | 'evidence' | 'evaluated' | 'counterfactual'>;

export interface Replayed {
  seq: number;
  at: string;
  policyVersion: number;
  /** The beginning of the message. */
  text: string;
  stored: Stored;
  /** Null: it cannot be made again, as its circumstances were not kept or its message is gone. */
  replayed: Stored | null;
  same: boolean | null;
  words: SeenEvidence[];
}

interface Row extends Stored {
  id: string;
  seq: number;
  policyVersion: number;
  circumstances: Circumstances | null;
  at: Date;
  text: string | null;
  body: Policy;
}

const PAGE = 100;
const TEXT = 200;

/** In the order of the messages, page by page. */
export async function* replay(q: Queryable, conversationId: string): AsyncGenerator<Replayed> {
  const known = await q.query('select 1 from conversation where id = $1', [conversationId]);
  if (known.length === 0) throw new Fault('not-found', `There is no conversation ${conversationId}.`);
  let seq = 0;
  let id = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await q.query<Row>(
      `select d.id, d.seq, d.policy_version as "policyVersion", d.outcome, d.reason, d.rule, d.evidence, d.evaluated, d.counterfactual,
              d.circumstances, d.created_at as at, left(m.text, ${TEXT}) as text, p.body
         from decision d join policy p on p.version = d.policy_version left join message m on m.id = d.message_id
        where d.conversation_id = $1 and (d.seq, d.id) > ($2, $3) order by d.seq, d.id limit ${PAGE}`,
      [conversationId, seq, id],
    );
    for (const row of rows) yield await again(q, conversationId, row);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    ({ seq, id } = last);
  }
}

async function again(q: Queryable, conversationId: string, row: Row): Promise<Replayed> {
  const { seq, at, policyVersion, text, circumstances, body } = row;
  const stored = partOf(row);
  const input = circumstances && (await recordedInput(q, conversationId, seq, circumstances));
  const replayed = input && partOf(decide(input, circumstances.bare ? barePolicy(body) : body));
  return {
    seq,
    at: at.toISOString(),
    policyVersion,
    text: text ?? '',
    stored,
    replayed,
    same: replayed && isDeepStrictEqual(stored, replayed),
    words: await readEvidence(q, conversationId, (replayed ?? stored).evidence),
  };
}

/** Through JSON, as the database keeps it. */
function partOf({ outcome, reason, rule, evidence, evaluated, counterfactual }: Stored): Stored {
  return JSON.parse(JSON.stringify({ outcome, reason, rule, evidence, evaluated, counterfactual })) as Stored;
}

/** For the terminal: a block of lines per message. */
export function replayedInLines({ seq, at, policyVersion, text, stored, replayed, same, words }: Replayed): string[] {
  const said = ({ outcome, reason, rule }: Stored): string =>
    [outcome, reason, rule].filter((part) => part !== null).join(' · ');
  const values = (all: Stored['evaluated'][number]['values']): string =>
    Object.entries(all)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' ');
  return [
    `#${seq}  ${at}  policy ${policyVersion}  ${JSON.stringify(text)}`,
    `    stored    ${said(stored)}`,
    `    replayed  ${replayed ? said(replayed) : 'cannot be made again: what it was made of was not kept'}`,
    ...words.map((one) => `    evidence  #${one.seq} ${one.start}–${one.end} ${JSON.stringify(one.words)}`),
    ...(replayed ?? stored).evaluated.map(
      (one) => `    ${one.fired ? 'fired ' : '      '}    ${one.rule}  ${values(one.values)}`,
    ),
    `    nearest   ${(replayed ?? stored).counterfactual ?? 'nothing'}`,
    ...(same === false ? ['    DIFFERS from what was stored', ...differing(stored, replayed)] : []),
    '',
  ];
}

function differing(stored: Stored, replayed: Stored | null): string[] {
  return (Object.keys(stored) as (keyof Stored)[])
    .filter((part) => !isDeepStrictEqual(stored[part], replayed?.[part]))
    .map((part) => `    ${part}: stored ${JSON.stringify(stored[part])}, replayed ${JSON.stringify(replayed?.[part])}`);
}
