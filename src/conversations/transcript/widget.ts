/** What a visitor may see of a conversation: its messages under the names the business shows; never notes, reasons or states. */
import type { Queryable } from '../../foundation/database/database';

export interface VisibleMessage {
  seq: number;
  author: 'contact' | 'agent' | 'assistant' | 'system';
  /** The agent's public name; null for everyone else. */
  authorName: string | null;
  text: string;
  /** The visitor's own id of the message (its provider id is `visitor:clientId`), so that their screen knows it again. */
  clientId: string | null;
  articles: { title: string; url: string | null }[];
  /** Those that are stored. */
  files: { id: string; name: string | null; mediaType: string; bytes: number }[];
  /** What answers it with one touch. */
  choices: string[];
  /** Asks how it went: a number from 1 to 5 answers it. */
  asksRating: boolean;
  at: string;
}

interface Row extends Omit<VisibleMessage, 'at'> {
  at: Date;
}

/** Oldest first, those after `afterSeq`; a full page means that there may be more. */
export async function readWidgetMessages(
  q: Queryable,
  conversationId: string,
  afterSeq: number,
  limit = 200,
): Promise<VisibleMessage[]> {
  const rows = await q.query<Row>(
    `select m.seq, m.author, g.public_name as "authorName", m.text, m.created_at as at,
            case when m.author = 'contact' then nullif(split_part(m.provider_id, ':', 2), '') end as "clientId", coalesce(cited.articles, '[]') as articles,
            coalesce(came.files, '[]') as files, coalesce(m.content->'choices', '[]') as choices, m.content ? 'survey' as "asksRating"
       from message m
       left join agent g on g.id = m.agent_id
       left join lateral (
         select json_agg(json_build_object('title', a.title, 'url', a.url) order by a.title) as articles
           from turn t join article a on a.id = any(t.article_ids)
          where m.direction = 'out' and t.reply_message_id = m.id
       ) cited on true
       left join lateral (
         select json_agg(json_build_object('id', f.id, 'name', f.name, 'mediaType', f.media_type, 'bytes', f.bytes) order by f.position) as files
           from attachment f where f.message_id = m.id and f.state = 'stored' and f.position >= 0
       ) came on true
      where m.conversation_id = $1 and m.seq > $2
      order by m.seq
      limit $3`,
    [conversationId, afterSeq, limit],
    'widget_messages',
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
