/** Password resets: random single-use tokens for one hour, stored hashed; using one ends every session of the agent. */
import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Database, type Tx } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { audit } from './audit';
import { accountKey, addressKey, Limits } from './limits';
import { hashPassword } from './passwords';
import { hashOf, Sessions } from './sessions';

const TOKEN_BYTES = 32;
const VALID_MINUTES = 60;

export interface Link {
  url: string;
  expiresAt: string;
}

/** A new link; older ones of this agent stop working. */
export async function issueReset(tx: Tx, agentId: string, publicUrl: string): Promise<Link> {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  await tx.query('delete from password_reset where agent_id = $1 or expires_at < now()', [agentId]);
  const [row] = await tx.query<{ expires_at: Date }>(
    `insert into password_reset (token_hash, agent_id, expires_at)
     values ($1, $2, now() + make_interval(mins => ${VALID_MINUTES})) returning expires_at`,
    [hashOf(token), agentId],
  );
  if (!row) throw new Error('an insert returned no row');
  return { url: `${publicUrl}/reset?token=${token}`, expiresAt: row.expires_at.toISOString() };
}

@Injectable()
export class Resets {
  private readonly log = new Logger('auth');

  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
    private readonly limits: Limits,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /**
   * Somebody asks for a reset. Nothing is sent: Baton has no way to an agent that a stranger could not also trigger;
   * the wish is shown to the admins, who issue the link. Known or unknown, it costs the same one insert.
   */
  async request(email: string, ip: string): Promise<void> {
    await this.limits.count('reset address', addressKey(ip));
    await this.limits.count('reset account', accountKey(email));
    const [agent] = await this.db.query<{ id: string }>(
      'select id from agent where lower(email) = lower($1) and disabled_at is null',
      [email.trim()],
    );
    await audit(this.db, {
      agentId: null,
      actor: 'Somebody who is not signed in',
      action: agent ? 'agent.reset_requested' : 'agent.reset_requested_unknown',
      subjectKind: 'agent',
      subjectId: agent?.id ?? 'unknown',
    });
  }

  issue(tx: Tx, agentId: string): Promise<Link> {
    return issueReset(tx, agentId, this.environment.publicUrl);
  }

  async confirm(token: string, password: string, ip: string): Promise<void> {
    await this.limits.count('reset address', addressKey(ip));
    const hashed = await hashPassword(password);
    await this.db.transaction(async (tx) => {
      const [used] = await tx.query<{ agent_id: string; name: string }>(
        `update password_reset r set used_at = now() from agent g
          where r.token_hash = $1 and r.used_at is null and r.expires_at > now()
            and g.id = r.agent_id and g.disabled_at is null
          returning r.agent_id, g.name`,
        [hashOf(token)],
      );
      if (!used)
        throw new Fault('invalid', 'This link was used, is too old, or never was. Ask an admin for a new one.');
      await tx.query('update agent set password_hash = $2 where id = $1', [used.agent_id, hashed]);
      await this.sessions.closeAll(tx, used.agent_id);
      await audit(tx, {
        agentId: used.agent_id,
        actor: used.name,
        action: 'agent.password_set',
        subjectKind: 'agent',
        subjectId: used.agent_id,
      });
      this.log.log({ event: 'password_reset', agentId: used.agent_id });
    });
  }
}
