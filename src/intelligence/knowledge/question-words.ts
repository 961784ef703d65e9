/** The words of a question, read from its messages: they are stored nowhere else. As SQL for a row `q` with conversation_id, from_seq, to_seq. */
import type { Queryable } from '../../foundation/database/database';
import { maskPersonal } from '../../foundation/model/personal';

const LONGEST = 2_000;

export const WORDS = `(select left(string_agg(m.text, E'\\n' order by m.seq), ${LONGEST}) from message m
  where m.conversation_id = q.conversation_id and m.seq between q.from_seq and q.to_seq and m.author = 'contact' and m.text <> ''
    and not m.content ?| array['consent', 'automatic', 'participant'])`;

/** What the contact is known by: masked wherever the words are shown. */
export const KNOWN = `array(
  select p.name from contact p join conversation c on c.contact_id = p.id where c.id = q.conversation_id and p.name is not null
  union all
  select a.address from contact_address a join conversation c on c.contact_id = a.contact_id where c.id = q.conversation_id)`;

export interface Worded {
  words: string | null;
  known: string[];
}

/** Without who asked. */
export function maskedWords({ words, known }: Worded): string {
  return maskPersonal(words ?? '', known).trim();
}

export async function readQuestion(q: Queryable, conversationId: string, fromSeq: number, toSeq: number) {
  const [row] = await q.query<Worded>(
    `select ${WORDS} as words, ${KNOWN} as known from (select $1::uuid as conversation_id, $2::int as from_seq, $3::int as to_seq) q`,
    [conversationId, fromSeq, toSeq],
  );
  return maskedWords(row ?? { words: '', known: [] });
}
