/** The transcript as staff read it: one page of messages by sequence, with the notes and handoff events that stand among them. */
import type { Queryable } from '../../foundation/database/database';
import { inOrder, type Entry, type MessageEntry, type NoteEntry } from './entries';
import {
  eventsOf,
  linkEventsOf,
  splitEventsOf,
  type HandoffRow,
  type LinkRow,
  type SplitRow,
  type Stretch,
} from './events';

export interface PageRequest {
  /** Older than this sequence; */
  before?: number;
  /** or newer, with the notes and events behind it; neither: the newest page. */
  after?: number;
  limit: number;
}

export interface TranscriptPage {
  /** Oldest first. */
  entries: Entry[];
  /** There is more in the direction that was read. */
  more: boolean;
}

interface MessageRow extends Omit<MessageEntry, 'type' | 'at'> {
  at: Date;
}

interface NoteRow extends Omit<NoteEntry, 'type' | 'at'> {
  at: Date;
}

export async function readTranscript(
  q: Queryable,
  conversationId: string,
  request: PageRequest,
): Promise<TranscriptPage> {
  const { messages, stretch, more } = await readStretch(q, conversationId, request);
  const from = stretch.fromStart ? 0 : (stretch.messages[0]?.seq ?? 0);
  const to = stretch.until ? (stretch.messages.at(-1)?.seq ?? from) : null;
  const notes = await readNotes(q, conversationId, from, to);
  const events = [
    ...(await readHandoffs(q, conversationId)).flatMap((handoff) => eventsOf(handoff, stretch)),
    ...(await readLinks(q, conversationId)).flatMap((link) => linkEventsOf(link, stretch)),
    ...(await readSplits(q, conversationId)).flatMap((split) => splitEventsOf(split, stretch)),
  ];
  return { entries: [...messages.map(messageEntry), ...notes.map(noteEntry), ...events].sort(inOrder), more };
}

interface Read {
  messages: MessageRow[];
  stretch: Stretch;
  more: boolean;
}

/** Reads the page with its neighbours: the next message tells where the page's time ends, one too many tells that there is more. */
async function readStretch(q: Queryable, conversationId: string, { before, after, limit }: PageRequest): Promise<Read> {
  if (after !== undefined) {
    const rows = await q.query<MessageRow>(FORWARD, [conversationId, after, limit + 2], 'transcript_forward');
    const anchor = rows[0]?.seq === after ? rows.slice(0, 1) : [];
    const rest = rows.slice(anchor.length);
    const messages = rest.slice(0, limit);
    // What is new may stand behind the message that the reader has last.
    const stretch = { messages: [...anchor, ...messages], fromStart: after <= 0, until: rest[limit]?.at ?? null };
    return { messages, stretch, more: rest.length > limit };
  }
  const rows = await q.query<MessageRow>(BACKWARD, [conversationId, before ?? null, limit + 2], 'transcript_backward');
  const next = rows[0]?.seq === before ? rows[0] : undefined;
  const rest = next ? rows.slice(1) : rows;
  const messages = rest.slice(0, limit).reverse();
  const more = rest.length > limit;
  return { messages, stretch: { messages, fromStart: !more, until: next?.at ?? null }, more };
}

/** Scalar subqueries, not ten joins: the planner would try their orders for milliseconds, each time anew. */
const MESSAGES = `
  select m.id, m.seq, m.author, m.text, m.content, m.created_at as at,
         (select a.channel from channel_account a where a.id = m.channel_account_id) as channel,
         case m.author
           when 'agent' then (select g.name from agent g where g.id = m.agent_id)
           when 'contact' then (select c.name from contact_address a join contact c on c.id = a.contact_id
                                 where a.id = m.contact_address_id)
         end as "authorName",
         case when m.agent_endpoint_id is not null then (
           select a.channel from agent_endpoint e join channel_account a on a.id = e.channel_account_id
            where e.id = m.agent_endpoint_id) end as via,
         case when m.direction = 'out' then (
           select json_build_object('state', d.state, 'fault', d.fault, 'detail', d.detail, 'at',
                    to_char(coalesce(d.settled_at, d.sent_at, d.created_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
             from delivery d where d.message_id = m.id) end as delivery,
         coalesce((
           select json_agg(json_build_object('id', f.id, 'name', f.name, 'mediaType', f.media_type, 'bytes', f.bytes,
                                             'state', f.state, 'detail', f.detail)
                           order by f.position)
             from attachment f where f.message_id = m.id and f.position >= 0), '[]') as attachments,
         case when m.content ? 'repliedTo' then (
           select json_build_object('seq', r.seq, 'author', r.author, 'text', left(r.text, 160)) from message r
            where r.conversation_id = m.conversation_id and r.id = coalesce(
              (select i.id from message i
                where i.channel_account_id = m.channel_account_id and i.provider_id = m.content->>'repliedTo'),
              (select d.message_id from delivery d
                where d.channel_account_id = m.channel_account_id and d.provider_id = m.content->>'repliedTo'))) end as "repliesTo",
         coalesce(case when m.direction = 'out' then (
           select json_agg(json_build_object('id', a.id, 'title', a.title, 'url', a.url) order by a.title)
             from turn t join article a on a.id = any(t.article_ids)
            where t.reply_message_id = m.id) end, '[]') as articles
    from message m
   where m.conversation_id = $1`;

const FORWARD = `${MESSAGES} and m.seq >= $2 order by m.seq limit $3`;
const BACKWARD = `${MESSAGES} and m.seq <= coalesce($2::int, 2147483647) order by m.seq desc limit $3`;

function readNotes(q: Queryable, conversationId: string, from: number, to: number | null): Promise<NoteRow[]> {
  return q.query<NoteRow>(
    `select n.id, n.after_seq as seq, g.name as "authorName", n.text, n.created_at as at
       from note n join agent g on g.id = n.agent_id
      where n.conversation_id = $1 and n.after_seq >= $2 and ($3::int is null or n.after_seq <= $3)`,
    [conversationId, from, to],
    'transcript_notes',
  );
}

function readHandoffs(q: Queryable, conversationId: string): Promise<HandoffRow[]> {
  return q.query<HandoffRow>(
    `select h.id, h.state, t.name as team, g.name as agent, h.requested_seq as "requestedSeq",
            h.requested_at as "requestedAt", h.accepted_at as "acceptedAt", h.ended_at as "endedAt"
       from handoff h
       join team t on t.id = h.team_id
       left join agent g on g.id = h.agent_id
      where h.conversation_id = $1`,
    [conversationId],
    'transcript_handoffs',
  );
}

function readSplits(q: Queryable, conversationId: string): Promise<SplitRow[]> {
  return q.query<SplitRow>(
    `select c.id, case when c.id = $1 then 'split_from' else 'split_off' end as event,
            case when c.id = $1 then c.split_from_id else c.id end as "leadsTo",
            (select left(m.text, 160) from message m where m.conversation_id = c.split_from_id and m.seq = c.split_seq) as words,
            (select min(m.created_at) from message m where m.conversation_id = c.id and m.seq = 1) as at
       from conversation c
      where (c.id = $1 and c.split_from_id is not null) or c.split_from_id = $1`,
    [conversationId],
    'transcript_splits',
  );
}

function readLinks(q: Queryable, conversationId: string): Promise<LinkRow[]> {
  return q.query<LinkRow>(
    `select l.id, l.evidence, l.after_seq as "afterSeq", l.created_at as at, l.undone_at as "undoneAt",
            (select g.name from agent g where g.id = l.agent_id) as agent,
            (select g.name from agent g where g.id = l.undone_by_id) as "undoneBy",
            array(select a.address from contact_address a where a.id = any(l.address_ids) and a.kind <> 'visitor' order by 1) as addresses
       from contact_link l where l.conversation_id = $1`,
    [conversationId],
    'transcript_links',
  );
}

function messageEntry(row: MessageRow): MessageEntry {
  return { ...row, type: 'message', at: row.at.toISOString() };
}

function noteEntry(row: NoteRow): NoteEntry {
  return { ...row, type: 'note', at: row.at.toISOString() };
}
