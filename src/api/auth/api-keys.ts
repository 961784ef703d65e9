/** Keys of other systems: opaque random tokens of which only the hash is stored, each for some things alone. */
import { randomBytes } from 'node:crypto';
import { createParamDecorator, Injectable, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import type { Scope } from '../../foundation/model/scopes';
import { Limits } from './limits';
import { hashOf } from './sessions';

export interface CallingSystem {
  keyId: string;
  /** The key's name. */
  name: string;
}

const TOKEN_BYTES = 32;
const PREFIX = 'baton_';
const HINT = PREFIX.length + 4;
/** Beside the request, so that nothing a client sends can look like it. */
const verified = new WeakMap<FastifyRequest, CallingSystem>();

/** A token, the hash under which it is kept, and by what to tell it from others. */
export function newToken(): { token: string; hash: Buffer; hint: string } {
  const token = PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashOf(token), hint: token.slice(0, HINT) };
}

@Injectable()
export class ApiKeys {
  constructor(
    private readonly db: Database,
    private readonly limits: Limits,
  ) {}

  /** Throws unless the request bears a key that holds, may do this, and is not used too often. */
  async admit(request: FastifyRequest, scope: Scope): Promise<void> {
    const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (token === undefined) throw new Fault('unauthenticated', 'Send an API key: Authorization: Bearer baton_…');
    const [key] = await this.db.query<CallingSystem & { scopes: string[]; stale: boolean }>(
      `select id as "keyId", name, scopes, coalesce(last_used_at < now() - interval '1 minute', true) as stale
         from api_key where token_hash = $1 and revoked_at is null`,
      [hashOf(token)],
      'api_key_verify',
    );
    if (!key) throw new Fault('unauthenticated', 'This API key is unknown or was revoked.');
    await this.limits.count('api key', key.keyId);
    if (key.stale) {
      await this.db.query('update api_key set last_used_at = now() where id = $1', [key.keyId], 'api_key_used');
    }
    if (!key.scopes.includes(scope)) throw new Fault('forbidden', `This API key has no scope ${scope}.`);
    verified.set(request, { keyId: key.keyId, name: key.name });
  }
}

/** `@Caller() system: CallingSystem` */
export const Caller = createParamDecorator((_data: unknown, context: ExecutionContext): CallingSystem => {
  const system = verified.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!system) throw new Fault('unauthenticated', 'Send an API key.');
  return system;
});
