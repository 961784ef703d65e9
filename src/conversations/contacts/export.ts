/** Everything that is held of a person, as one JSON document; read as one picture. */
import type { Database } from '../../foundation/database/database';
import { contactOf } from './find';

/** One name per part; $1 is the contact. Rows as they are stored, with the people of the business by name. */
const PARTS: Record<string, string> = {
  contact: `select p.* from contact p where p.id = $1`,
  addresses: `select a.* from contact_address a where a.contact_id = $1 order by a.id`,
  consent: `select a.address, s.name as account, s.channel, c.state, c.source, c.changed_at
     from consent c join contact_address a on a.id = c.contact_address_id join channel_account s on s.id = c.channel_account_id
    where a.contact_id = $1 order by c.changed_at`,
  identities: `select i.external_id, s.name as account, i.name, i.email, i.created_at, i.updated_at
     from external_identity i join channel_account s on s.id = i.channel_account_id where i.contact_id = $1 order by i.created_at`,
  links: `select l.* from contact_link l where l.into_contact_id = $1 or l.from_contact_id = $1 order by l.created_at`,
  emailClaims: `select e.* from email_claim e where e.contact_id = $1`,
  conversations: `select c.*, t.name as team from conversation c join team t on t.id = c.team_id where c.contact_id = $1 order by c.id`,
  messages: `select m.*, g.name as agent from message m join conversation c on c.id = m.conversation_id left join agent g on g.id = m.agent_id
    where c.contact_id = $1 order by m.conversation_id, m.seq`,
  attachments: `select a.id, a.message_id, a.position, a.name, a.media_type, a.bytes, encode(a.sha256, 'hex') as sha256, a.state, a.created_at
     from attachment a join message m on m.id = a.message_id join conversation c on c.id = m.conversation_id
    where c.contact_id = $1 order by a.message_id, a.position`,
  notes: `select n.*, g.name as agent from note n join conversation c on c.id = n.conversation_id join agent g on g.id = n.agent_id
    where c.contact_id = $1 order by n.id`,
  drafts: `select r.conversation_id, g.name as agent, r.draft, r.updated_at from conversation_read r
     join conversation c on c.id = r.conversation_id join agent g on g.id = r.agent_id
    where c.contact_id = $1 and r.draft is not null order by r.conversation_id`,
  turns: `select t.* from turn t join conversation c on c.id = t.conversation_id where c.contact_id = $1 order by t.conversation_id, t.from_seq`,
  toolCalls: `select k.* from tool_call k join conversation c on c.id = k.conversation_id where c.contact_id = $1 order by k.id`,
  aids: `select a.kind, a.model, a.conversation_id, a.created_at from aid a join conversation c on c.id = a.conversation_id where c.contact_id = $1 order by a.id`,
  decisions: `select d.* from decision d join conversation c on c.id = d.conversation_id where c.contact_id = $1 order by d.conversation_id, d.seq`,
  unanswered: `select q.from_seq, q.to_seq, q.conversation_id, q.outcome, q.terms, q.created_at from knowledge_question q
     join conversation c on c.id = q.conversation_id where c.contact_id = $1 order by q.id`,
  suggestions: `select s.conversation_id, s.answer_seqs, s.state, s.detail, s.created_at, s.ended_at from knowledge_suggestion s
     join conversation c on c.id = s.conversation_id where c.contact_id = $1 order by s.id`,
  handoffs: `select h.* from handoff h join conversation c on c.id = h.conversation_id where c.contact_id = $1 order by h.conversation_id, h.requested_at`,
  offers: `select o.* from offer o join handoff h on h.id = o.handoff_id join conversation c on c.id = h.conversation_id
    where c.contact_id = $1 order by o.offered_at`,
  writtenFirst: `select w.id, w.conversation_id, w.basis, w.detail, w.created_at, g.name as agent from written_first w
     join conversation c on c.id = w.conversation_id join agent g on g.id = w.agent_id where c.contact_id = $1 order by w.id`,
  ratings: `select s.id, s.conversation_id, s.answered_by, s.score, s.reason, s.asked_at, s.rated_at, g.name as agent from survey s
     join conversation c on c.id = s.conversation_id left join agent g on g.id = s.agent_id where c.contact_id = $1 order by s.id`,
  requestedHandoffs: `select r.reference, r.conversation_id, r.handoff_id, k.name as system, r.created_at from requested_handoff r
     join api_key k on k.id = r.api_key_id join conversation c on c.id = r.conversation_id where c.contact_id = $1 order by r.id`,
  promises: `select p.id, p.conversation_id, p.due_at, p.state, p.made_at, p.settled_at from promise p join conversation c on c.id = p.conversation_id
    where c.contact_id = $1 order by p.id`,
  waits: `select k.handoff_id, k.conversation_id, k.ahead, k.low_seconds, k.high_seconds, k.callback_at, k.waited_seconds from queue_ticket k
     join conversation c on c.id = k.conversation_id where c.contact_id = $1 order by k.handoff_id`,
  notices: `select n.id, n.kind, n.conversation_id, n.text, n.created_at from notice n join conversation c on c.id = n.conversation_id
    where c.contact_id = $1 order by n.id`,
  deliveries: `select d.* from delivery d join conversation c on c.id = d.conversation_id where c.contact_id = $1 order by d.id`,
};

export type ContactExport = Record<string, unknown[]>;

export async function exportContact(db: Database, address: string): Promise<ContactExport> {
  return db.transaction(async (tx) => {
    await tx.query('set transaction isolation level repeatable read, read only');
    const contactId = await contactOf(tx, address);
    const held: ContactExport = {};
    for (const [part, sql] of Object.entries(PARTS)) held[part] = await tx.query(sql, [contactId]);
    return held;
  });
}
