/** One conversation with everything that stands beside its transcript: contact, handoff, decision, drafts, and what may be done. */
import type { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import type { SendGate } from '../../pipeline/delivery/gate';
import type { Clocks } from '../../pipeline/handoff/clocks';
import type { SignedIn } from '../auth/sessions';
import type { ConversationDetail } from '../http/contract';
import { readDecision, readHandoff } from './handoff-view';
import { readSummaries } from './summary';
import { rights, standing, visibleTo } from './visible';

const OTHERS = 10;
const PREVIEW = 120;

export async function readDetail(
  db: Database,
  gate: SendGate,
  clocks: Clocks,
  me: SignedIn,
  id: string,
): Promise<ConversationDetail> {
  const at = await standing(db, me, id);
  const [[summary], beside, known, verdict] = await Promise.all([
    readSummaries(db, me, [id], clocks),
    readBeside(db, me, id),
    readHandoff(db, id),
    gate.forConversation(db, id),
  ]);
  if (!summary || !beside) throw new Fault('not-found', 'There is no such conversation among yours.');
  const decision = await readDecision(db, id, known?.decisionId ?? null);
  const may = rights(me, at);
  return {
    ...summary,
    ...beside,
    handoff: known?.handoff ?? null,
    decision,
    sendBlocked: verdict.blocked,
    can: { ...may, reply: may.reply && verdict.blocked === null },
  };
}

type Beside = Pick<ConversationDetail, 'contactProfile' | 'account' | 'rating' | 'assistantDraft' | 'myDraft'>;

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const iso = (column: string) => `to_char(${column} at time zone 'UTC', ${ISO})`;

const SQL = `
  select json_build_object(
           'name', contact.name, 'language', coalesce(it.language, contact.language), 'attributes', contact.attributes,
           'since', ${iso('contact.created_at')},
           'addresses', (
             select coalesce(json_agg(json_build_object(
                      'kind', a.kind, 'address', a.address, 'verified', a.verified_at is not null,
                      'optedOut', exists (select 1 from consent s where s.contact_address_id = a.id and s.state = 'out'))
                      order by a.created_at, a.id), '[]')
               from contact_address a where a.contact_id = contact.id),
           'claimedEmail', (
             select json_build_object('email', e.email, 'consent', e.consent, 'at', ${iso('e.created_at')})
               from email_claim e where e.contact_id = contact.id),
           'writtenFirst', (
             select json_build_object('basis', w.basis, 'detail', w.detail, 'by', wg.name, 'at', ${iso('w.created_at')})
               from written_first w join agent wg on wg.id = w.agent_id join contact_address wa on wa.id = w.contact_address_id
              where wa.contact_id = contact.id order by w.created_at desc limit 1),
           'identities', (
             select coalesce(json_agg(json_build_object('externalId', i.external_id, 'email', i.email, 'account', ca.name)
                      order by i.created_at), '[]')
               from external_identity i join channel_account ca on ca.id = i.channel_account_id where i.contact_id = contact.id),
           'otherConversations', (
             select coalesce(json_agg(json_build_object(
                      'id', o.id, 'status', o.status, 'openedAt', ${iso('o.opened_at')}, 'closedAt', ${iso('o.closed_at')},
                      'preview', coalesce(left(o.text, ${PREVIEW}), '')) order by o.id desc), '[]')
               from (select c.id, c.status, c.opened_at, c.closed_at, m.text
                       from conversation c
                       left join message m on m.conversation_id = c.id and m.seq = c.last_seq
                      where c.contact_id = contact.id and c.id <> it.id and ${visibleTo('$2', '$3')}
                      order by c.id desc limit ${OTHERS}) o)
         ) as "contactProfile",
         json_build_object('id', account.id, 'channel', account.channel, 'name', account.name, 'address', account.address,
                           'assistantMode', account.assistant_mode) as account,
         (select json_build_object('score', s.score, 'reason', s.reason, 'answeredBy', s.answered_by,
                                   'askedAt', ${iso('s.asked_at')}, 'ratedAt', ${iso('s.rated_at')})
            from survey s where s.conversation_id = it.id order by s.episode desc limit 1) as rating,
         (select json_build_object('text', t.draft, 'articles', (
                   select coalesce(json_agg(json_build_object('id', a.id, 'title', a.title) order by a.title), '[]')
                     from article a where a.id = any(t.article_ids)))
            from turn t
           where t.conversation_id = it.id and t.outcome = 'drafted' and t.draft is not null and t.reply_message_id is null
             -- An answer that a person or the assistant gave since makes the proposal old.
             and not exists (select 1 from message m where m.conversation_id = it.id and m.seq > t.to_seq
                              and m.author in ('agent', 'assistant'))
           order by t.to_seq desc limit 1) as "assistantDraft",
         (select r.draft from conversation_read r where r.conversation_id = it.id and r.agent_id = $2::uuid) as "myDraft"
    from conversation it
    join contact on contact.id = it.contact_id
    join channel_account account on account.id = it.channel_account_id
   where it.id = $1`;

async function readBeside(db: Database, me: SignedIn, id: string): Promise<Beside | undefined> {
  const [row] = await db.query<Beside>(SQL, [id, me.agentId, me.role === 'admin'], 'inbox_beside');
  return row;
}
