/** Sessions of agents: opaque random tokens of which only the hash is stored; sliding to an idle limit, ended at an absolute one. */
import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../../foundation/config/environment';
import { Database, type Tx } from '../../foundation/database/database';
import { Events } from '../../foundation/events/events';
import { Settings } from '../../foundation/settings/settings';
import { cookieRules, readCookie, writeCookie, type CookieRules } from './cookies';
import { csrfToken } from './csrf';

export interface SignedIn {
  agentId: string;
  name: string;
  publicName: string;
  email: string;
  role: 'agent' | 'admin';
  presence: 'online' | 'away';
  demo: boolean;
  /** Names the session in the database; useless to whoever reads it there. */
  sessionHash: Buffer;
  csrfToken: string;
}

const TOKEN_BYTES = 32;
const IDLE_HOURS = 24;
const LONGEST_HOURS = 7 * 24;
/** A use is written down at most this often, so that reading stays reading. */
const SLIDE_AFTER_MINUTES = 5;

interface Row extends Omit<SignedIn, 'sessionHash' | 'csrfToken'> {
  slide: boolean;
}

@Injectable()
export class Sessions {
  private readonly cookie: CookieRules;

  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly settings: Settings,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    this.cookie = cookieRules(environment.publicUrl);
  }

  /** The agent behind a Cookie header, or null: no session, an ended one, a disabled agent, a demo that may not be. */
  async verify(cookieHeader: string | undefined): Promise<SignedIn | null> {
    const token = readCookie(this.cookie, cookieHeader);
    return token === null ? null : this.verifyToken(token);
  }

  async verifyToken(token: string): Promise<SignedIn | null> {
    const hash = hashOf(token);
    const [row] = await this.db.query<Row>(
      `select g.id as "agentId", g.name, g.public_name as "publicName", g.email, g.role, g.presence, g.demo,
              s.last_seen_at < now() - make_interval(mins => ${SLIDE_AFTER_MINUTES}) as slide
         from session s join agent g on g.id = s.agent_id
        where s.token_hash = $1 and s.expires_at > now() and g.disabled_at is null`,
      [hash],
      'session_verify',
    );
    if (!row || (row.demo && !this.settings.demoAllowed())) return null;
    const { slide, ...agent } = row;
    if (slide) await this.slide(hash);
    return { ...agent, sessionHash: hash, csrfToken: csrfToken(token) };
  }

  /** A new session, and the Set-Cookie header that carries it. */
  async open(tx: Tx, agentId: string): Promise<{ token: string; setCookie: string }> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await tx.query('delete from session where expires_at < now()');
    await tx.query(
      `insert into session (token_hash, agent_id, expires_at) values ($1, $2, now() + make_interval(hours => ${IDLE_HOURS}))`,
      [hashOf(token), agentId],
    );
    return { token, setCookie: writeCookie(this.cookie, token, LONGEST_HOURS * 3_600) };
  }

  /** Ends this one session; answers the Set-Cookie header that takes the cookie away. */
  async close(tx: Tx, me: SignedIn): Promise<string> {
    await tx.query('delete from session where token_hash = $1', [me.sessionHash]);
    this.events.publish(tx, { kind: 'access', agentId: me.agentId });
    return writeCookie(this.cookie, '', 0);
  }

  /** Ends every session of an agent, on every device and replica; answers how many. */
  async closeAll(tx: Tx, agentId: string): Promise<number> {
    const rows = await tx.query('delete from session where agent_id = $1 returning 1', [agentId]);
    this.events.publish(tx, { kind: 'access', agentId });
    return rows.length;
  }

  private async slide(hash: Buffer): Promise<void> {
    await this.db.query(
      `update session set last_seen_at = now(),
              expires_at = least(created_at + make_interval(hours => ${LONGEST_HOURS}), now() + make_interval(hours => ${IDLE_HOURS}))
        where token_hash = $1`,
      [hash],
      'session_slide',
    );
  }
}

/** A token is 256 random bits: one round of SHA-256 is enough, and a leaked table opens nothing. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
