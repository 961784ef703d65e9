/**
 * Visitors' files. POST /widget/files?site=KEY takes one as its raw body and answers a ticket, which a `send` names; nothing belongs to a
 * conversation before that. GET /widget/files/<id>?site=KEY gives one back, as a download. Both need the visitor's token as Bearer.
 */
import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { readBlob } from '../../foundation/database/blobs';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { LARGEST_UPLOAD, takeRawBodies, Uploads } from '../http/uploads';
import { clientAddress, networkOf, trustedNetworks } from './client-address';
import { mayRunAt, originsOf } from './origins';
import { siteAccount } from './site-account';
import { readVisitorFile } from './visitor-rows';
import { VisitorLimits } from './visitor-limits';
import { VisitorTokens } from './visitor-token';

const Query = z.object({ site: z.string().min(1).max(100) });
const FileId = z.object({ id: z.uuid() });

@Injectable()
export class VisitorFiles implements OnModuleInit {
  private readonly log = new Logger('Widget');
  private readonly trusted;

  constructor(
    private readonly http: HttpAdapterHost,
    private readonly db: Database,
    private readonly settings: Settings,
    private readonly tokens: VisitorTokens,
    private readonly limits: VisitorLimits,
    private readonly uploads: Uploads,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {
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

  private routes(routes: FastifyInstance): void {
    const config = { helmet: { skipRoute: true } };
    takeRawBodies(routes, this.log);
    routes.options('/widget/files', { config }, (request, reply) => this.preflight(request, reply));
    routes.options('/widget/files/:id', { config }, (request, reply) => this.preflight(request, reply));
    // Everything is asked before the first byte of the body is read.
    routes.post(
      '/widget/files',
      { config, bodyLimit: LARGEST_UPLOAD, onRequest: (request, reply) => this.admit(request, reply, true) },
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
    return reply.send(await this.uploads.take(await this.visitor(request, site), request));
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
}
