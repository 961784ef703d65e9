/**
 * Visitors' files. POST /widget/files?site=KEY takes one as its raw body and answers a ticket, which a `send` names; nothing belongs to a
 * conversation before that. GET /widget/files/<id>?site=KEY gives one back, as a download. Both need the visitor's token as Bearer.
 */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Secrets } from '../../foundation/config/secrets';
import { hashOf, readBlob, storeBlobs } from '../../foundation/database/blobs';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { fileTypeOf } from '../../foundation/model/file-type';
import { Settings } from '../../foundation/settings/settings';
import { toProblem } from '../http/problem.filter';
import { clientAddress, networkOf, trustedNetworks } from './client-address';
import { mayRunAt, originsOf } from './origins';
import { siteAccount } from './site-account';
import { readVisitorFile } from './visitor-rows';
import { VisitorLimits } from './visitor-limits';
import { VisitorTokens } from './visitor-token';

const LARGEST = 10 * 1024 * 1024;
/** A ticket names a content that the daily sweep may take: it ends long before. */
const TICKET_MS = 12 * 3_600_000;
const ISSUER = 'baton file';
const jose = () => import('jose');

const Query = z.object({ site: z.string().min(1).max(100) });
const FileId = z.object({ id: z.uuid() });
const Ticket = z.object({ sub: z.string(), hash: z.string(), type: z.string(), name: z.string().nullable() });

export interface TicketedFile {
  content: Buffer;
  mediaType: string;
  name?: string;
}

@Injectable()
export class VisitorFiles implements OnModuleInit {
  private readonly log = new Logger('Widget');
  private readonly key: Buffer;
  private readonly trusted;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly tokens: VisitorTokens,
    private readonly limits: VisitorLimits,
    secrets: Secrets,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {
    this.key = secrets.key('visitor file');
    this.trusted = trustedNetworks(environment.trustedProxies);
  }

  /** In a context of their own: a raw body, CORS, and none of the screens' headers. */
  onModuleInit(): void {
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    // Not awaited: that would load what is registered before Nest has set its own error handler.
    void fastify.register((routes, _options, done) => {
      this.routes(routes);
      done();
    });
  }

  /** What the tickets of one visitor stand for. */
  async redeem(visitor: string, tickets: readonly string[]): Promise<TicketedFile[]> {
    return Promise.all(tickets.map((ticket) => this.open(visitor, ticket)));
  }

  private routes(routes: FastifyInstance): void {
    const config = { helmet: { skipRoute: true } };
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LARGEST }, (_request, body, done) =>
      done(null, body),
    );
    routes.setErrorHandler((error: unknown, _request, reply) => {
      const problem = this.problemOf(error);
      if (problem.status === 500) this.log.error({ event: 'widget.file-failed', error: String(error) });
      const wait = error instanceof Fault ? error.options.retryAfterSeconds : undefined;
      if (wait !== undefined) void reply.header('retry-after', String(wait));
      return reply.status(problem.status).header('content-type', 'application/problem+json').send(problem);
    });
    routes.options('/widget/files', { config }, (request, reply) => this.preflight(request, reply));
    routes.options('/widget/files/:id', { config }, (request, reply) => this.preflight(request, reply));
    // Everything is asked before the first byte of the body is read.
    routes.post(
      '/widget/files',
      { config, bodyLimit: LARGEST, onRequest: (request, reply) => this.admit(request, reply, true) },
      (request, reply) => this.take(request, reply),
    );
    routes.get(
      '/widget/files/:id',
      { config, onRequest: (request, reply) => this.admit(request, reply, false) },
      (request, reply) => this.give(request, reply),
    );
  }

  private preflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    this.account(request, reply);
    return reply
      .status(204)
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'authorization, content-type, x-file-name')
      .header('access-control-max-age', '7200')
      .send();
  }

  private account(request: FastifyRequest, reply: FastifyReply) {
    const site = Query.safeParse(request.query).data?.site;
    const account = site === undefined ? undefined : siteAccount(this.settings, site);
    if (!account) throw new Fault('not-found', 'There is no chat under this site key.');
    const { publicUrl, mode } = this.environment;
    const rules = { allowed: originsOf(account), publicUrl, development: mode === 'development' };
    const { origin } = request.headers;
    if (!mayRunAt(request.headers, rules)) throw new Fault('forbidden', 'The chat is not set up for this site.');
    if (origin) void reply.header('access-control-allow-origin', origin).header('vary', 'origin');
    return account;
  }

  private async admit(request: FastifyRequest, reply: FastifyReply, upload: boolean): Promise<void> {
    const account = this.account(request, reply);
    const visitor = await this.visitor(request, account.address);
    const network = networkOf(
      clientAddress(request.raw.socket.remoteAddress ?? '', request.headers['x-forwarded-for'], this.trusted),
    );
    const wait = upload
      ? ((await this.limits.count('upload visitor', visitor)) ?? (await this.limits.count('upload network', network)))
      : await this.limits.count('download visitor', visitor);
    if (wait === null) return;
    throw new Fault('rate-limited', `Too many files. Try again in ${wait} s.`, { retryAfterSeconds: wait });
  }

  private async visitor(request: FastifyRequest, site: string): Promise<string> {
    const token = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1];
    const visitor = token && (await this.tokens.verify(token, site));
    if (!visitor) throw new Fault('unauthenticated', 'The chat has to be opened again.');
    return visitor;
  }

  private async take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { site } = Query.parse(request.query);
    const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const name = nameOf(request.headers['x-file-name']);
    const type = fileTypeOf(content, name ?? '');
    if (type === null) {
      throw new Fault('invalid', 'This kind of file is not taken. Images, PDF, text, audio and office documents are.');
    }
    const visitor = await this.visitor(request, site);
    await storeBlobs(this.db, [content]);
    const ticket = await this.sign(visitor, { hash: hashOf(content).toString('hex'), type, name });
    return reply.send({ ticket, mediaType: type, bytes: content.length });
  }

  private async give(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { site } = Query.parse(request.query);
    const visitor = await this.visitor(request, site);
    const account = siteAccount(this.settings, site);
    const id = FileId.safeParse(request.params).data?.id;
    const file =
      id && account ? await readVisitorFile(this.db, visitor, this.settings.frontTeam(account.id).id, id) : null;
    const content = file ? await readBlob(this.db, file.sha256) : null;
    if (!file || !content) throw new Fault('not-found', 'There is no such file in this chat.');
    return reply
      .header('content-type', file.mediaType.startsWith('text/') ? `${file.mediaType}; charset=utf-8` : file.mediaType)
      .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name ?? 'file')}`)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('cache-control', 'private, max-age=3600')
      .header('referrer-policy', 'no-referrer')
      .send(content);
  }

  private async sign(visitor: string, file: Omit<z.infer<typeof Ticket>, 'sub'>): Promise<string> {
    const { SignJWT } = await jose();
    return new SignJWT(file)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setSubject(visitor)
      .setExpirationTime(new Date(Date.now() + TICKET_MS))
      .sign(this.key);
  }

  private async open(visitor: string, ticket: string): Promise<TicketedFile> {
    const { jwtVerify } = await jose();
    const verified = await jwtVerify(ticket, this.key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      subject: visitor,
      requiredClaims: ['exp'],
    }).catch(() => null);
    const file = Ticket.safeParse(verified?.payload).data;
    const content = file ? await readBlob(this.db, Buffer.from(file.hash, 'hex')) : null;
    if (!file || !content) throw new Fault('invalid', 'The file has to be attached again.');
    return { content, mediaType: file.type, ...(file.name === null ? {} : { name: file.name }) };
  }

  /** Fastify's own refusals carry a status and a code. */
  private problemOf(error: unknown): { status: number } {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
      return { ...toProblem(new Fault('invalid', 'The file is larger than 10 MB.')), status: 413 };
    if (typeof code === 'string' && code.startsWith('FST_ERR_CTP'))
      return toProblem(new Fault('invalid', 'The file did not arrive whole. Send it again.'));
    return toProblem(error);
  }
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
