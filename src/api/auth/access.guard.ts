/** Stands before every route: a session unless the route is public or for keys, our own origin and token for every change, the role it asks for. */
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Fault } from '../../foundation/model/fault';
import type { Scope } from '../../foundation/model/scopes';
import { ACCESS, SCOPE, type Access } from '../http/access';
import { ApiKeys } from './api-keys';
import { isOwnOrigin, isUnsafe, matches } from './csrf';
import { Sessions } from './sessions';
import { remember } from './signed-in';

@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Sockets are verified at their handshake, where the cookie is.
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const access =
      this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]) ??
      'agent';
    const unsafe = isUnsafe(request.method);
    if (unsafe && !isOwnOrigin(request.headers, this.environment.publicUrl)) {
      throw new Fault('forbidden', 'This request came from another site. Open Baton at its own address (PUBLIC_URL).');
    }
    if (access === 'public') return true;
    if (access === 'key') {
      const scope = this.reflector.getAllAndOverride<Scope>(SCOPE, [context.getHandler(), context.getClass()]);
      await this.keys.admit(request, scope);
      return true;
    }

    const me = await this.sessions.verify(request.headers.cookie);
    if (!me) throw new Fault('unauthenticated', 'Sign in first.');
    if (unsafe && !matches(me.csrfToken, request.headers['x-csrf-token'])) {
      throw new Fault('forbidden', 'The x-csrf-token header is missing or old. Reload the page.');
    }
    if (access === 'admin' && me.role !== 'admin') throw new Fault('forbidden', 'Only admins may do this.');
    remember(request, me);
    return true;
  }
}
