/** What the operator does at the terminal where no admin can sign in yet, or any more. */
import type { Database } from '../../foundation/database/database';
import { Fault } from '../../foundation/model/fault';
import { newId } from '../../foundation/model/ids';
import { audit } from './audit';
import { hashPassword } from './passwords';
import { issueReset, type Link } from './resets';

const ACTOR = 'CLI';
/** As on the screen (ResetConfirm of the contract). */
export const SHORTEST_PASSWORD = 12;

export interface NewAdmin {
  email: string;
  name: string;
  password: string;
}

/** An admin who can sign in at once; their id. */
export async function createAdmin(db: Database, { email, name, password }: NewAdmin): Promise<string> {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw new Fault('invalid', `${email} is not an email address.`);
  if (name.trim() === '') throw new Fault('invalid', 'The name is empty.');
  if (password.length < SHORTEST_PASSWORD || password.length > 200) {
    throw new Fault('invalid', `A password has ${SHORTEST_PASSWORD} to 200 characters.`);
  }
  const hash = await hashPassword(password);
  const id = newId();
  return db.transaction(async (tx) => {
    const made = await tx.query(
      `insert into agent (id, email, name, public_name, role, password_hash)
       values ($1, $2, $3, $4, 'admin', $5) on conflict (lower(email)) do nothing returning id`,
      [id, email, name, name.trim().split(/\s+/)[0], hash],
    );
    if (made.length === 0) {
      throw new Fault(
        'conflict',
        `${email} has an account already. For a new password: npm run baton -- reset-password ${email}`,
      );
    }
    await audit(tx, {
      agentId: null,
      actor: ACTOR,
      action: 'agent.created',
      subjectKind: 'agent',
      subjectId: id,
      after: { email, name, role: 'admin' },
    });
    return id;
  });
}

/** A link that sets a new password, once. */
export async function resetPassword(db: Database, email: string, publicUrl: string): Promise<Link> {
  return db.transaction(async (tx) => {
    const [agent] = await tx.query<{ id: string; disabled: boolean }>(
      'select id, disabled_at is not null as disabled from agent where lower(email) = lower($1)',
      [email],
    );
    if (!agent) throw new Fault('not-found', `No agent has the address ${email}.`);
    if (agent.disabled)
      throw new Fault('conflict', `The account of ${email} is disabled. An admin must enable it first.`);
    await audit(tx, {
      agentId: null,
      actor: ACTOR,
      action: 'agent.reset_issued',
      subjectKind: 'agent',
      subjectId: agent.id,
    });
    return issueReset(tx, agent.id, publicUrl);
  });
}
