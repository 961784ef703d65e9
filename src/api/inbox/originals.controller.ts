/** Original mails for agents: nothing that strangers sent ever runs in our origin. */
import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import type { SignedIn } from '../auth/sessions';
import { Me } from '../auth/signed-in';
import { Checked, Id } from '../http/checked';
import { Describe } from '../http/describe';
import { standing } from './visible';

const OriginalQuery = z.object({ images: z.literal('1').optional() });

/** Images of the mail itself are put into its page, up to this much together. */
const MOST_INLINE = 8 * 1024 * 1024;

interface FileRow {
  media_type: string;
  bytes: Buffer;
}

@Controller('api/conversations/:id')
export class OriginalsController {
  constructor(private readonly db: Database) {}

  @Get('messages/:messageId/original')
  @Describe({
    summary: 'The whole mail as a page for a sandboxed frame; images=1 loads remote images',
    answer: z.unknown(),
  })
  async original(
    @Me() me: SignedIn,
    @Param('id', Id) id: string,
    @Param('messageId', Id) messageId: string,
    @Query(new Checked(OriginalQuery)) { images }: z.infer<typeof OriginalQuery>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await standing(this.db, me, id);
    const [whole] = await this.db.query<FileRow>(
      `select f.media_type, b.bytes from attachment f
         join message m on m.id = f.message_id join blob b on b.sha256 = f.sha256
        where m.id = $1 and m.conversation_id = $2 and f.position < 0`,
      [messageId, id],
      'inbox_original',
    );
    if (!whole) throw new Fault('not-found', 'There is no original of this message.');
    const text = whole.bytes.toString('utf8');
    const body =
      whole.media_type === 'text/html'
        ? await this.withImages(messageId, images ? remoteImagesOn(text) : text)
        : `<pre>${text.replace(/[&<>]/g, (letter) => `&#${letter.charCodeAt(0)};`)}</pre>`;
    const remote = images ? ' https: http:' : '';
    await reply
      .headers({
        'content-type': 'text/html; charset=utf-8',
        // No script, no form, no request but for images that were asked for; it may stand in our own frame alone.
        'content-security-policy': `sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:${remote}; frame-ancestors 'self'`,
        'x-frame-options': 'SAMEORIGIN',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'private, no-store',
      })
      .send(page(body));
  }

  /** The frame has no sign-in of ours, so that what the mail brought along is put into it. */
  private async withImages(messageId: string, html: string): Promise<string> {
    if (!html.includes('cid:')) return html;
    const files = await this.db.query<{ content_id: string; bytes: Buffer }>(
      `select f.content_id, b.bytes from attachment f join blob b on b.sha256 = f.sha256
        where f.message_id = $1 and f.content_id is not null and f.bytes <= $2 order by f.position limit 50`,
      [messageId, MOST_INLINE],
      'inbox_inline',
    );
    const images = new Map<string, string>();
    let room = MOST_INLINE;
    for (const { content_id: id, bytes } of files) {
      const type = rasterType(bytes);
      if (!type || bytes.length > room) continue;
      room -= bytes.length;
      images.set(id.replace(/^<|>$/g, ''), `data:${type};base64,${bytes.toString('base64')}`);
    }
    return html.replace(/src="cid:([^"]*)"/gi, (_whole, id: string) => `src="${images.get(id) ?? ''}"`);
  }
}

function remoteImagesOn(html: string): string {
  return html.replace(/data-remote-src="/g, 'src="');
}

function page(body: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>
body{margin:12px;font:15px/1.5 system-ui,sans-serif;color:#1c1c1e;background:#fff;overflow-wrap:anywhere}
img{max-width:100%;height:auto}pre{white-space:pre-wrap;font:inherit;margin:0}table{max-width:100%}
blockquote{margin:0 0 0 8px;padding-left:10px;border-left:3px solid #d0d0d5}</style></head><body>${body}</body></html>`;
}

/** What the bytes themselves say; SVG is a document, not a picture. */
function rasterType(bytes: Buffer): string | null {
  const head = bytes.subarray(0, 12).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  return head.startsWith('RIFF') && head.slice(8) === 'WEBP' ? 'image/webp' : null;
}
