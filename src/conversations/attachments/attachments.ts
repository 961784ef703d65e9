/** A stored file of a conversation, with what it may be shown as. */
import type { Queryable } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { fileName, isShownInline, sniff } from './sniff';

export interface StoredFile {
  bytes: Buffer;
  mediaType: string;
  name: string;
  /** May stand within a page; everything else is only saved. */
  inline: boolean;
}

/** Throws not-found for what is not of this conversation, not fetched yet, or refused. Who may read the conversation is the caller's to check. */
export async function readAttachment(q: Queryable, conversationId: string, attachmentId: string): Promise<StoredFile> {
  const [row] = await q.query<{ bytes: Buffer; media_type: string; name: string | null }>(
    `select b.bytes, f.media_type, f.name
       from attachment f join message m on m.id = f.message_id join blob b on b.sha256 = f.sha256
      where f.id = $2 and m.conversation_id = $1 and f.state = 'stored' and f.position >= 0`,
    [conversationId, attachmentId],
    'attachment_read',
  );
  if (!row) throw new Fault('not-found', 'There is no such file in this conversation, or it is not here yet.');
  const mediaType = sniff(row.bytes, row.media_type);
  return { bytes: row.bytes, mediaType, name: fileName(row.name, mediaType), inline: isShownInline(mediaType) };
}
