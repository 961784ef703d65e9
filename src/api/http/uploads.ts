/**
 * Uploads of visitors and agents: one file as a raw body, stored by its content, answered with a ticket that only its uploader can use.
 * Nothing belongs to a conversation before a message names the ticket.
 */
import { Injectable, type Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Secrets } from '../../foundation/config/secrets';
import { hashOf, readBlob, storeBlobs } from '../../foundation/database/blobs';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { fileTypeOf } from '../../foundation/model/file-type';
import { toProblem } from './problem.filter';

export const LARGEST_UPLOAD = 10 * 1024 * 1024;
/** A ticket names a content that the daily sweep may take: it ends long before. */
const TICKET_MS = 12 * 3_600_000;
const ISSUER = 'baton file';
const jose = () => import('jose');

const Ticket = z.object({ sub: z.string(), hash: z.string(), type: z.string(), name: z.string().nullable() });

export interface TicketedFile {
  content: Buffer;
  mediaType: string;
  name?: string;
}

export interface Uploaded {
  ticket: string;
  mediaType: string;
  bytes: number;
}

@Injectable()
export class Uploads {
  private readonly key: Buffer;

  constructor(
    private readonly db: Database,
    secrets: Secrets,
  ) {
    this.key = secrets.key('visitor file');
  }

  /** `owner` names who alone may send it; `clean` changes it before it is kept. Throws Fault('invalid') for a kind that is not taken. */
  async take(
    owner: string,
    request: FastifyRequest,
    clean: (bytes: Buffer, mediaType: string) => Buffer | null = (bytes) => bytes,
  ): Promise<Uploaded> {
    const sent = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const name = nameOf(request.headers['x-file-name']);
    const type = fileTypeOf(sent, name ?? '');
    if (type === null) {
      throw new Fault('invalid', 'This kind of file is not taken. Images, PDF, text, audio and office documents are.');
    }
    const content = clean(sent, type);
    if (!content)
      throw new Fault(
        'invalid',
        'This kind of photo keeps where it was taken, and it cannot be taken out. Send it as JPEG.',
      );
    await storeBlobs(this.db, [content]);
    const { SignJWT } = await jose();
    const ticket = await new SignJWT({ hash: hashOf(content).toString('hex'), type, name })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setSubject(owner)
      .setExpirationTime(new Date(Date.now() + TICKET_MS))
      .sign(this.key);
    return { ticket, mediaType: type, bytes: content.length };
  }

  /** What the tickets of one owner stand for. */
  async redeem(owner: string, tickets: readonly string[]): Promise<TicketedFile[]> {
    return Promise.all(tickets.map((ticket) => this.open(owner, ticket)));
  }

  private async open(owner: string, ticket: string): Promise<TicketedFile> {
    const { jwtVerify } = await jose();
    const verified = await jwtVerify(ticket, this.key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      subject: owner,
      requiredClaims: ['exp'],
    }).catch(() => null);
    const file = Ticket.safeParse(verified?.payload).data;
    const content = file ? await readBlob(this.db, Buffer.from(file.hash, 'hex')) : null;
    if (!file || !content) throw new Fault('invalid', 'The file has to be attached again.');
    return { content, mediaType: file.type, ...(file.name === null ? {} : { name: file.name }) };
  }
}

/** In a context of their own: raw bodies up to the limit, and failures as problems. */
export function takeRawBodies(routes: FastifyInstance, log: Logger): void {
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST_UPLOAD }, (_request, body, done) =>
    done(null, body),
  );
  routes.setErrorHandler((error: unknown, _request, reply: FastifyReply) => {
    const problem = problemOf(error);
    if (problem.status === 500) log.error({ event: 'upload.failed', error: String(error) });
    const wait = error instanceof Fault ? error.options.retryAfterSeconds : undefined;
    if (wait !== undefined) void reply.header('retry-after', String(wait));
    return reply.status(problem.status).header('content-type', 'application/problem+json').send(problem);
  });
}

/** Fastify's own refusals carry a status and a code. */
function problemOf(error: unknown): { status: number } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return { ...toProblem(new Fault('invalid', 'The file is larger than 10 MB.')), status: 413 };
  if (typeof code === 'string' && code.startsWith('FST_ERR_CTP'))
    return toProblem(new Fault('invalid', 'The file did not arrive whole. Send it again.'));
  return toProblem(error);
}

function nameOf(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string') return null;
  try {
    // No path, nothing that steers a terminal or the direction of text.
    const name = decodeURIComponent(header)
      .split(/[\\/]/u)
      .at(-1)
      ?.replaceAll(/[\p{C}]/gu, '')
      .trim()
      .slice(-200);
    return name || null;
  } catch {
    return null;
  }
}
