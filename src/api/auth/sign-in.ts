/** Signing in: the same answer, work and time for an unknown address, a wrong password and a disabled agent. */
import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { Settings } from '../../foundation/settings/settings';
import { accountKey, addressKey, Limits } from './limits';
import { verifyPassword } from './passwords';
import { Sessions } from './sessions';

export interface Caller {
  ip: string;
  /** Made on this machine itself. */
  local: boolean;
}

@Injectable()
export class SignIn {
  private readonly log = new Logger('auth');

  constructor(
    private readonly db: Database,
    private readonly sessions: Sessions,
    private readonly limits: Limits,
    private readonly settings: Settings,
  ) {}

  /** A new session, or the one refusal. */
  async withPassword(email: string, password: string, caller: Caller): ReturnType<Sessions['open']> {
    const account = accountKey(email);
    const address = addressKey(caller.ip);
    const here = `${account} ${address}`;
    // Counted before the check: a thousand guesses at once are a thousand attempts.
    await this.limits.count('sign-in address', address);
    await this.limits.count('sign-in here', here);
    await this.limits.count('sign-in account', account);

    const [agent] = await this.db.query<{ id: string; password_hash: string | null; demo: boolean; disabled: boolean }>(
      `select id, password_hash, demo, disabled_at is not null as disabled from agent where lower(email) = lower($1)`,
      [email.trim()],
      'sign_in',
    );
    const right = await verifyPassword(agent?.password_hash ?? null, password);
    if (!agent || !right || agent.disabled) {
      this.log.warn({ event: 'sign_in_refused', agentId: agent?.id });
      throw new Fault('unauthenticated', 'Address and password do not match an active agent.');
    }
    if (agent.demo && !(caller.local && this.settings.demoAllowed())) {
      throw new Fault(
        'forbidden',
        'Demo sign-ins work only on the machine that Baton runs on, and only while every channel account is simulated.',
      );
    }
    await this.limits.clear('sign-in here', here);
    await this.limits.forgive('sign-in account', account);
    await this.limits.forgive('sign-in address', address);
    this.log.log({ event: 'signed_in', agentId: agent.id });
    return this.db.transaction(async (tx) => {
      // Who signs in is there; "away" is chosen afterwards.
      await tx.query(`update agent set presence = 'online', presence_at = now(), shift_ended_at = null where id = $1`, [
        agent.id,
      ]);
      return this.sessions.open(tx, agent.id);
    });
  }
}
