/** Files that came with messages: saved by default, shown within a page only where that can run nothing. */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { readAttachment } from '../../conversations/attachments/attachments';
import { Database } from '../../foundation/database/database';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked, Id } from '../http/checked';
import { FileQuery } from '../http/contract';
import { Describe } from '../http/describe';
import { standing } from './visible';

@Controller('api/conversations')
export class AttachmentsController {
  constructor(private readonly db: Database) {}

  @Get(':id/attachments/:attachmentId')
  @Describe({ summary: 'The bytes of a file; `inline=1` shows pictures and sound within a page' })
  async file(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Param('attachmentId', Id) attachmentId: string,
    @Query(new Checked(FileQuery)) { inline }: z.infer<typeof FileQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await standing(this.db, me, id);
    const file = await readAttachment(this.db, id, attachmentId);
    const shown = inline === '1' && file.inline;
    await reply
      .header(
        'content-type',
        shown || !/^text\//.test(file.mediaType) ? file.mediaType : `${file.mediaType}; charset=utf-8`,
      )
      .header('content-disposition', disposition(shown ? 'inline' : 'attachment', file.name))
      .header('x-content-type-options', 'nosniff')
      // Whatever it is, opened by itself it has no origin, no script and no way out.
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cross-origin-resource-policy', 'same-origin')
      .header('cache-control', 'private, no-store')
      .send(file.bytes);
  }
}

/** RFC 6266: a plain name for everyone, the whole one in UTF-8. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const whole = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
